import type { SerializedError } from 'vitest';
import type { Reporter, TestCase, TestModule, TestSuite } from 'vitest/node';

interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

/**
 * Names what was skipped, and what passed only when it ran again, then ends the run with one line:
 * `12 passed, 0 failed, 1 skipped`.
 */
export class CountsReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], strayErrors: readonly SerializedError[]): void {
    const { passed, failed, skipped } = countRun(modules, strayErrors);
    const lines = [
      ...[...namesOfSkipped(modules)].map((name) => `skipped: ${name}\n`),
      ...namesOfRepeated(modules).map((name) => `passed when it ran again: ${name}\n`),
    ];
    // Vitest still prints after this hook, for one when a worker does not close.
    process.once('exit', () => {
      process.stdout.write(lines.join(''));
      process.stdout.write(`${passed} passed, ${failed} failed, ${skipped} skipped\n`);
    });
  }
}

function countRun(modules: readonly TestModule[], strayErrors: readonly SerializedError[]): Counts {
  // What fails outside a test (an import, a hook, a stray rejection) fails the run, so it counts.
  const counts = { passed: 0, failed: strayErrors.length, skipped: 0 };
  for (const module of modules) {
    counts.failed += errorsOutsideTests(module);
    for (const test of module.children.allTests()) counts[outcomeOf(test)] += 1;
  }
  return counts;
}

function outcomeOf(test: TestCase): keyof Counts {
  const { state } = test.result();
  if (state !== 'pending') return state;
  // Never run: left out with a group around it, or the run was interrupted.
  return skippedGroup(test) === undefined ? 'failed' : 'skipped';
}

/** The innermost group that was skipped as a whole, whose full name tells what is missing. */
function skippedGroup(test: TestCase): TestSuite | undefined {
  for (let { parent } = test; parent.type === 'suite'; { parent } = parent) {
    if (parent.state() === 'skipped') return parent;
  }
  return undefined;
}

function errorsOutsideTests(module: TestModule): number {
  const suites: (TestModule | TestSuite)[] = [module, ...module.children.allSuites()];
  return suites.reduce((sum, suite) => sum + suite.errors().length, 0);
}

/** A group that was skipped as a whole is named once, not test by test. */
function namesOfSkipped(modules: readonly TestModule[]): ReadonlySet<string> {
  const skipped = testsOf(modules).filter((test) => outcomeOf(test) === 'skipped');
  return new Set(skipped.map((test) => (skippedGroup(test) ?? test).fullName));
}

function namesOfRepeated(modules: readonly TestModule[]): readonly string[] {
  return testsOf(modules)
    .filter((test) => test.diagnostic()?.flaky === true)
    .map((test) => test.fullName);
}

function testsOf(modules: readonly TestModule[]): readonly TestCase[] {
  return modules.flatMap((module) => [...module.children.allTests()]);
}

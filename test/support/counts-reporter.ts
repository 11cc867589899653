import type { SerializedError } from 'vitest';
import type { Reporter, TestCase, TestModule, TestSuite } from 'vitest/node';

interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

/** Names what was skipped, then ends the run with one line: `12 passed, 0 failed, 1 skipped`. */
export class CountsReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], strayErrors: readonly SerializedError[]): void {
    const { passed, failed, skipped } = countRun(modules, strayErrors);
    const skippedLines = [...namesOfSkipped(modules)].map((name) => `skipped: ${name}\n`);
    // Vitest still prints after this hook, for one when a worker does not close.
    process.once('exit', () => {
      process.stdout.write(skippedLines.join(''));
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
  // A test that is still pending was never run: the run was interrupted.
  return state === 'pending' ? 'failed' : state;
}

function errorsOutsideTests(module: TestModule): number {
  const suites: (TestModule | TestSuite)[] = [module, ...module.children.allSuites()];
  return suites.reduce((sum, suite) => sum + suite.errors().length, 0);
}

/** A group that was skipped as a whole is named once, not test by test. */
function namesOfSkipped(modules: readonly TestModule[]): ReadonlySet<string> {
  const skipped = modules.flatMap((module) => [...module.children.allTests('skipped')]);
  return new Set(skipped.map(nameOfSkipped));
}

function nameOfSkipped(test: TestCase): string {
  const { parent } = test;
  return parent.type === 'suite' && parent.state() === 'skipped' ? parent.fullName : test.fullName;
}

import { readFileSync } from 'node:fs';
import { BaseSequencer } from 'vitest/node';
import type { TestSpecification } from 'vitest/node';

/** What a file calls that starts programs. */
const STARTS_PROGRAMS = /\b(startProgram|runProgram|compileProgram|startCompiled|DemoRun)\b/;

/**
 * The files that start programs come first, since they take longest. Those that need servers are
 * spread over the run: only one of them runs at a time, so that two beside each other would keep a
 * worker waiting.
 */
export class TestOrder extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    // oxlint-disable-next-line no-array-sort -- it is a method of the sequencer
    const sorted = await super.sort(files);
    const places = new Map(
      ['servers', 'processes'].flatMap((project) => {
        const own = longestFirst(sorted.filter((file) => file.project.name === project));
        return own.map((file, index) => [file, index / own.length] as const);
      }),
    );
    return sorted.toSorted((one, other) => (places.get(one) ?? 0) - (places.get(other) ?? 0));
  }
}

function longestFirst(files: readonly TestSpecification[]): TestSpecification[] {
  const isLong = new Set(
    files.filter(({ moduleId }) => STARTS_PROGRAMS.test(readFileSync(moduleId, 'utf8'))),
  );
  return files.toSorted((one, other) => Number(isLong.has(other)) - Number(isLong.has(one)));
}

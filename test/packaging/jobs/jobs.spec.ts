import { beforeAll, describe, expect, it } from 'vitest';
import { describeWith } from '../../support/servers.js';
import { NestProjects } from '../nest-projects.js';
import type { NestBuild } from '../nest-versions.js';
import { runAFewAtOnce } from '../run-a-few-at-once.js';
import { withoutExperimentalWarning } from '../run-command.js';
import { runJobs } from './run-jobs.js';
import type { JobsBuild, JobsResult } from './run-jobs.js';
import { scenario, titleOf } from './scenario.js';

const builds: readonly NestBuild[] = [
  { nest: '12', system: 'esm' },
  { nest: '11', system: 'cjs' },
];
const traced: readonly JobsBuild[] = builds.map((build) => ({ ...build, traced: true }));
const untraced: readonly JobsBuild[] = builds.map((build) => ({ ...build, traced: false }));

let results: ReadonlyMap<JobsBuild, PromiseSettledResult<JobsResult>>;

describeWith('redis', 'with Redis', () => {
  beforeAll(async () => {
    const projects = await NestProjects.make(new URL('app/', import.meta.url));
    results = await runAFewAtOnce([...untraced, ...traced], (build) => runJobs(build, projects));
  });

  describe('without tracing', () => {
    it('jobs are the same on Nest 11 and 12', () => {
      const [onTwelve, onEleven] = untraced.map(resultOf);

      expect(doneIn(onEleven!)).toEqual(doneIn(onTwelve!));
    });
  });

  describe.each(traced.map((build) => [`Nest ${build.nest} ${build.system}`, build] as const))(
    '%s',
    (_, build) => {
      it.each(scenario)('makes the same tree of $name', ({ tree }) => {
        const title = titleOf(tree);
        const { trees } = resultOf(build);

        expect(trees.filter((one) => titleOf(one) === title)).toEqual([tree]);
      });

      it('makes no other traces', () => {
        const expected = scenario.map(({ tree }) => titleOf(tree));

        expect(resultOf(build).trees.map(titleOf).toSorted()).toEqual(expected.toSorted());
      });

      it('does what it does without tracing', () => {
        const [plain] = untraced.map(resultOf);

        expect(doneIn(resultOf(build))).toEqual(doneIn(plain!));
      });

      it('says nothing', () => {
        expect(withoutExperimentalWarning(resultOf(build).output)).toBe('');
      });
    },
  );
});

/** Timers of the start come in any order. */
function doneIn({ results: answers, diary }: JobsResult): object {
  return { answers, diary: diary.toSorted() };
}

/** @throws whatever kept the application from running to its end */
function resultOf(build: JobsBuild): JobsResult {
  const result = results.get(build);
  if (result?.status !== 'fulfilled') throw result?.reason;
  return result.value;
}

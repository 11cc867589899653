import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { forgetCompiledLibrary, runProgram } from '../instrumentation/support/run-fixture.js';
import type { ReportedSpan } from '../instrumentation/support/run-fixture.js';
import { describeWith } from '../support/servers.js';

interface Report {
  readonly spans: readonly ReportedSpan[];
  /** How many members of BullMQ's classes are not what they were. */
  readonly replaced?: number;
}

const file = fileURLToPath(new URL('./fixtures/bullmq-loading.mjs', import.meta.url));

const draw = ({ spans }: Report): string[] =>
  spans
    .map(({ name, parentId }) =>
      [spans.find(({ id }) => id === parentId)?.name, name].filter(Boolean).join(' > '),
    )
    .toSorted();

const jobs = [
  'process mails > set',
  'process mails > set',
  'request',
  'request > send mails',
  'request > send mails',
  'send mails > process mails',
  'send mails > process mails',
];
const jobsAlone = jobs.filter((line) => !line.endsWith('set'));

afterAll(forgetCompiledLibrary);

describeWith('redis', 'jobs of BullMQ', () => {
  describe.each(['before', 'after'])('loaded %s tracing starts', (order) => {
    it.each(['require', 'import', 'copy'])('are traced: by %s', async (load) => {
      const report = await runProgram<Report>(file, { order, load, instrumentations: 'auto' });

      expect(draw(report)).toEqual(jobs);
    });

    it.each([false, { ioredis: false }])('are traced with instrumentations: %j', async (option) => {
      const input = { order, load: 'require', instrumentations: option };

      expect(draw(await runProgram<Report>(file, input))).toEqual(jobsAlone);
    });
  });

  it('are as they were when it is switched off', async () => {
    const input = { order: 'before', load: 'require', instrumentations: false, isOn: false };

    const report = await runProgram<Report>(file, input);

    expect(draw(report)).toEqual(['request']);
    expect(report.replaced).toBe(0);
  });
});

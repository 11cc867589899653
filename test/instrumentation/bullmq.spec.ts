import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeWith } from '../support/servers.js';
import { forgetCompiledLibrary, runFixture } from './support/run-fixture.js';
import type { ReportedSpan } from './support/run-fixture.js';

interface Report {
  readonly spans: readonly ReportedSpan[];
  readonly activeInJobs: readonly boolean[];
}

let report: Report;

const drawTraces = (): string[] =>
  report.spans
    .map(({ name, parentId }) =>
      [report.spans.find(({ id }) => id === parentId)?.name, name].filter(Boolean).join(' > '),
    )
    .toSorted();

afterAll(forgetCompiledLibrary);

describeWith('redis', 'BullMQ over ioredis', () => {
  describe.each(['before', 'after'])('loaded %s', (order) => {
    beforeAll(async () => {
      report = await runFixture<Report>('bullmq', { order });
    });

    // With a queue of its own connection, and one that shares the application's.
    it('makes no spans for its bookkeeping, and those of the application beside it', () => {
      expect(drawTraces()).toEqual([
        'job bill',
        'job bill > set',
        'job mail',
        'job mail > set',
        'request',
        'request > get',
        'request > get',
        'start',
      ]);
    });

    it('runs jobs outside of the request in which the worker was started', () => {
      expect(report.activeInJobs).toEqual([false, false]);
    });
  });
});

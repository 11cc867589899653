import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeWith } from '../support/servers.js';
import { forgetCompiledLibrary, runFixture } from './support/run-fixture.js';
import type { ReportedSpan } from './support/run-fixture.js';

interface Report {
  readonly libraries: readonly string[];
  readonly withoutParent: readonly ReportedSpan[];
  readonly spans: Readonly<Record<string, readonly ReportedSpan[]>>;
}

const orders = {
  'required and connected before': 'before-require',
  'imported and connected before': 'before-import',
  'required after': 'after-require',
  'imported after': 'after-import',
};

const expectedSpans = {
  'http, named import': ['http GET'],
  'http, default import': ['http GET'],
  undici: ['undici GET'],
  pg: [expect.stringMatching(/^pg pg\.query:SELECT /)],
  ioredis: ['ioredis set'],
  typeorm: [expect.stringMatching(/^typeorm save instrumentation_test_\d+$/)],
};

afterAll(forgetCompiledLibrary);

describeWith('postgres', 'attachInstrumentations()', () => {
  describeWith('redis', 'without flags and import hooks', () => {
    describe.each(Object.entries(orders))('for libraries %s', (_, order) => {
      let report: Report;

      beforeAll(async () => {
        report = await runFixture<Report>('load-order', { order });
      });

      it.each(Object.entries(expectedSpans))('makes one span for %s', (workload, expected) => {
        const made = report.spans[workload]?.map(({ library, name }) => `${library} ${name}`);

        expect(made).toEqual(expected);
      });

      it('begins no trace for pools and start-up queries', () => {
        expect(report.withoutParent).toEqual([]);
      });

      it('names what it listens to', () => {
        expect([...report.libraries].toSorted()).toEqual([
          'http',
          'ioredis',
          'pg',
          'typeorm',
          'undici',
        ]);
      });
    });
  });
});

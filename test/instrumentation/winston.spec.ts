import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { forgetCompiledLibrary, runFixture } from './support/run-fixture.js';

interface Report {
  readonly ids: object;
  readonly inTrace: readonly object[];
  readonly outside: readonly object[];
  readonly switchedOff: readonly object[];
  readonly warnings: readonly string[];
}

const records = [
  { level: 'info', message: 'placed', order: 7 },
  { level: 'error', message: 'failed', module: 'orders' },
];

afterAll(forgetCompiledLibrary);

describe.each(['before', 'after'])('winston, loaded and its loggers made %s', (order) => {
  let report: Report;

  beforeAll(async () => {
    report = await runFixture<Report>('winston', { order });
  });

  it('has the ids in every record of a trace', () => {
    const expected = records.map((record) => ({ ...record, ...report.ids, trace_flags: '01' }));

    expect(report.inTrace).toEqual(expected);
  });

  it('has nothing of ours in any other', () => {
    expect(report.outside).toEqual(records);
    expect(report.switchedOff).toEqual(records);
  });

  it('says nothing of records that cannot be sent, as nobody wants them to be', () => {
    expect(report.warnings).toEqual([]);
  });
});

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { forgetCompiledLibrary, runFixture } from './support/run-fixture.js';

/** The lines that each logger has written. */
type Written = Readonly<Record<string, readonly string[]>>;

interface Report {
  readonly libraries: readonly string[];
  readonly ids: { readonly traceId: string; readonly spanId: string };
  readonly untouched: Written;
  readonly during: Readonly<Record<string, Written>>;
  readonly outside: Written;
  readonly unsampled: Written;
  readonly renamed: Written;
  readonly switchedOff: Written;
  readonly switchedOn: Written;
  readonly throughWorker: string;
}

const ownIds = ['own ids by mixin', 'own id in a child', 'own id by formatter'];

let report: Report;

beforeAll(async () => {
  report = await runFixture<Report>('pino');
});
afterAll(forgetCompiledLibrary);

/** A line of pino as it is with the fields: everything as before, and they at the end. */
function withFields(line: string, flags = '01'): string {
  const { traceId, spanId } = report.ids;
  const fields = `"trace_id":"${traceId}","span_id":"${spanId}","trace_flags":"${flags}"`;
  return line.replace(/\}(\r?\n)$/, (_, end: string) => `,${fields}}${end}`);
}

function expected(written: Written): Written {
  const entries = Object.entries(written).map(([name, lines]): [string, readonly string[]] => [
    name,
    ownIds.includes(name) ? lines : lines.map((line) => withFields(line)),
  ]);
  return Object.fromEntries(entries);
}

describe('pino, in a trace', () => {
  it('is listened to', () => {
    expect(report.libraries).toEqual(expect.arrayContaining(['pino']));
  });

  it('writes what the test believes it writes', () => {
    expect(report.untouched).toMatchObject({
      plain: [
        '{"level":30,"password":"x","order":{"secret":"y"},"msg":"placed \\"{7}\\""}\n',
        expect.stringContaining('"msg":"no stock"'),
      ],
      'nested key': [expect.stringContaining('"payload":{"password"'), expect.anything()],
      'own id by formatter': [expect.stringContaining('"trace_id":"mine"'), expect.anything()],
    });
  });

  it.each(['early', 'late', 'imported', 'another copy'])(
    'adds the ids at the end of every record, for loggers that are %s',
    (loggers) => {
      expect(report.during[loggers]).toEqual(expected(report.untouched));
    },
  );

  it('adds them to what a worker writes', () => {
    expect(report.throughWorker).toBe(withFields('{"level":30,"msg":"through a worker"}\n'));
  });

  it('tells that a trace is not sampled', () => {
    const lines = report.untouched['plain']?.map((line) => withFields(line, '00'));

    expect(report.unsampled['plain']).toEqual(lines);
  });

  it('names the fields as told, in every copy', () => {
    const { traceId, spanId } = report.ids;
    const fields = { 'dd.trace_id': traceId, 'dd "span"': spanId, trace_flags: '01' };
    const records = Object.values(report.renamed).map(([line = '']) => JSON.parse(line) as object);

    expect(records).toEqual([expect.objectContaining(fields), expect.objectContaining(fields)]);
    expect(report.renamed['plain']?.[0]).not.toContain('"trace_id"');
  });
});

describe('pino, where there is nothing to add', () => {
  it('writes the same outside of a trace', () => {
    const withoutOwnIds = ({ 'own ids by mixin': _, ...others }: Written) => others;

    expect(withoutOwnIds(report.outside)).toEqual(withoutOwnIds(report.untouched));
  });

  it('writes the same when it is switched off, and the ids again when switched on', () => {
    expect(report.switchedOff).toEqual(report.untouched);
    expect(report.switchedOn['plain']).toEqual(expected(report.untouched)['plain']);
  });
});

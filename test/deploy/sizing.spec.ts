import { describe, expect, it } from 'vitest';
import { readCollector, seconds, workloadOf, mebibytes } from './support/deployment-files.js';
import type { TailSampling } from './support/deployment-files.interface.js';
import { evaluate, numberIn, readSizing } from './support/sizing-page.js';

const { constants, formulas, rows } = readSizing();

function valuesFor(requests: number): Record<string, number> {
  const values: Record<string, number> = { ...constants, R: requests };
  for (const { name, expression } of formulas) values[name] = evaluate(expression, values);
  return values;
}

describe('docs/sizing.md', () => {
  it('has a row for each of four sizes, with every result', () => {
    expect(rows.map(({ R }) => numberIn(R!))).toEqual([10, 100, 1_000, 10_000]);
    expect(Object.keys(rows[0]!)).toEqual(['R', ...formulas.map(({ name }) => name)]);
  });

  it.each(rows)('reckons its row for $R requests a second', (row) => {
    const values = valuesFor(numberIn(row.R!));

    for (const { name } of formulas) {
      expect(`${name} ${row[name]}`).toBe(`${name} ${written(values[name]!)}`);
    }
  });

  it('uses every number that it names', () => {
    const used = formulas.map(({ expression }) => expression).join(' ');

    for (const symbol of Object.keys(constants)) {
      expect(used).toMatch(new RegExp(`\\b${symbol}\\b`));
    }
  });

  it('reckons with the collectors of sample-app/deploy', () => {
    const tail = readCollector('collector/gateway.yaml').processors.tail_sampling as TailSampling;
    const [gateway] = workloadOf('tracing', 'otel-gateway').spec.template.spec.containers;

    expect(seconds(tail.decision_wait)).toBe(constants.D);
    expect(gateway.resources.requests.cpu).toBe('1');
    for (const row of rows) {
      // What the queue may take, and 60 % of it in all, is test/deploy/collector.spec.ts.
      expect(numberIn(row.memory!)).toBeLessThan(
        (mebibytes(gateway.resources.limits.memory) * 0.6) / 2,
      );
      expect(numberIn(row.traces!)).toBeLessThan(tail.num_traces);
    }
  });
});

describe('the reading of its formulas', () => {
  it('knows precedence, functions and symbols', () => {
    expect(evaluate('a + 2 × (3 + b) / 4', { a: 1, b: 5 })).toBe(5);
    expect(evaluate('max(2, roundup(1,000 / 300))', {})).toBe(4);
    expect(() => evaluate('a × unknown', { a: 1 })).toThrow('"unknown" in "a × unknown"');
  });
});

/** As the page writes numbers: whole from 10 on, with two digits below. */
function written(value: number): string {
  const digits = Number.isInteger(value) || value >= 10 ? 0 : 2;
  return value.toLocaleString('en-GB', {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
}

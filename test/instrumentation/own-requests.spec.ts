import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { forgetCompiledLibrary, runFixture } from './support/run-fixture.js';
import type { ReportedSpan } from './support/run-fixture.js';

interface Report {
  readonly plain: readonly ReportedSpan[];
  readonly signed: readonly ReportedSpan[];
  readonly marked: readonly ReportedSpan[];
  readonly 'ignored by the user': readonly ReportedSpan[];
  readonly answers: readonly string[];
}

afterAll(forgetCompiledLibrary);

describe('an outgoing request', () => {
  let report: Report;

  beforeAll(async () => {
    report = await runFixture<Report>('own-requests');
  });

  it('carries the context of its own span', () => {
    const sent = report.plain.map(({ traceId, id }) => `00-${traceId}-${id}-01`);

    expect(report.plain.map(({ library }) => library)).toEqual(['http', 'undici']);
    expect(report.answers.slice(0, 2)).toEqual(sent);
  });

  it('is recorded without the secrets in its query', () => {
    const url = expect.stringMatching(/\/greeting\?page=2&access_token=REDACTED&q=a(\?|%3F)b$/);

    expect(report.signed.map(({ attributes }) => attributes['url.full'])).toEqual([url, url]);
    expect(JSON.stringify(report.signed)).not.toContain('t0p');
  });

  it('gets no second span where it has one already', () => {
    expect(report.marked).toEqual([]);
  });

  it('gets no span where the hook of the user says so', () => {
    expect(report['ignored by the user']).toEqual([]);
  });
});

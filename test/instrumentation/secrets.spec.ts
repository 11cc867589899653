import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeWith } from '../support/servers.js';
import { forgetCompiledLibrary, runFixture } from './support/run-fixture.js';
import type { ReportedSpan } from './support/run-fixture.js';

type Report = Readonly<Record<'spans', Record<string, readonly ReportedSpan[]>>>;

const secret = 'secret-marker-4711';

afterAll(forgetCompiledLibrary);

describeWith('postgres', 'a value given to a library', () => {
  describeWith('redis', 'over the wire', () => {
    let report: Report;

    beforeAll(async () => {
      report = await runFixture<Report>('secrets', { secret });
    });

    it.each(['typeorm', 'typeorm without its driver', 'pg', 'ioredis'])(
      'is in no attribute and no event of %s',
      (library) => {
        const spans = report.spans[library] ?? [];

        expect(spans.length).toBeGreaterThan(1);
        expect(JSON.stringify(spans)).not.toContain(secret);
      },
    );

    it('leaves the statement with its placeholders', () => {
      const texts = report.spans.pg?.map(({ attributes }) => attributes['db.query.text']);

      expect(texts).toContain('SELECT $1::text');
    });

    it('leaves the command with its key', () => {
      const texts = report.spans.ioredis?.map(({ attributes }) => attributes['db.query.text']);

      expect(texts).toContainEqual(expect.stringMatching(/^hset secrets:\d+:hash \?$/));
    });
  });
});

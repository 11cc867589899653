import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startFakeMongodb } from '../support/fake-mongodb.js';
import { describeWith, serverUrl } from '../support/servers.js';
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

    it('has a mask for each literal of a statement', () => {
      const textsOf = (library: string) =>
        report.spans[library]?.map(({ attributes }) => attributes['db.query.text']);

      expect(textsOf('pg')).toContain('SELECT ?, ?, ?, ?');
      expect(textsOf('typeorm')).toContain('SELECT ?, ?, ?');
      expect(textsOf('typeorm without its driver')).toContain('SELECT ?, ?, ?');
    });

    it('leaves the command with its key', () => {
      const texts = report.spans.ioredis?.map(({ attributes }) => attributes['db.query.text']);

      expect(texts).toContainEqual(expect.stringMatching(/^hset secrets:\d+:hash \?$/));
    });
  });
});

describeWith('mysql', 'a value given to a driver', () => {
  describeWith('postgres', 'and to what is above it', () => {
    describeWith('redis', 'over the wire', () => {
      describeWith('rabbitmq', 'or in a message', () => {
        describe('by default', () => {
          let report: Report & { readonly errors: readonly object[] };

          beforeAll(async () => {
            const mongodb = await startFakeMongodb();
            report = await runFixture('secrets-of-drivers', { secret, mongodb: mongodb.address });
            mongodb.close();
          });

          it.each([
            'mysql2',
            'knex over pg',
            'knex over mysql2',
            'mongodb',
            'mongoose',
            'redis',
            'amqplib',
          ])('is in no name, attribute or event of %s', (library) => {
            const spans = report.spans[library] ?? [];

            expect(spans.length).toBeGreaterThan(1);
            expect(JSON.stringify(spans)).not.toContain(secret);
          });

          it('is in no error that passes through a span of ours', () => {
            expect(report.errors).toHaveLength(3);
            expect(JSON.stringify(report.errors)).not.toContain(secret);
          });

          it('leaves the statement', () => {
            const texts = report.spans.mysql2?.map((span) => span.attributes['db.query.text']);

            expect(texts).toEqual([
              'SELECT ?',
              'SELECT ?',
              'SELECT ?, ?, ?',
              'SELECT?',
              'SELECT ?',
              'SELECT :label',
              'SELECT ? FROM nowhere.items',
            ]);
          });

          it('leaves a name without a database that is not known', () => {
            const names = report.spans['knex over mysql2']?.map(({ name }) => name);

            expect(names).toEqual(['raw', 'select', 'select nowhere']);
          });

          it('leaves no credentials', () => {
            const { username, password } = new URL(serverUrl('rabbitmq'));
            const told = JSON.stringify(report.spans.amqplib);

            expect([username, password].filter((word) => told.includes(word))).toEqual([]);
          });
        });
      });
    });
  });
});

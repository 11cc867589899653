import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeWith, serverUrl } from '../support/servers.js';
import { forgetCompiledLibrary, runFixture } from './support/run-fixture.js';
import type { ReportedSpan } from './support/run-fixture.js';

interface Report {
  readonly table: string;
  readonly spans: Readonly<Record<string, readonly ReportedSpan[]>>;
}

const { hostname, port, pathname } = new URL(serverUrl('postgres'));
const database = pathname.slice(1);
let report: Report;

const run = async (option: string): Promise<void> => {
  report = await runFixture<Report>('folding', { option });
};
const spansOf = (work: string): readonly ReportedSpan[] => report.spans[work] ?? [];
const namesOf = (work: string): string[] =>
  spansOf(work).map(
    ({ library, name }) =>
      `${library} ${name.replace(report.table, 'items').replace(` ${database}`, '')}`,
  );
const textOf = (work: string, library: string): unknown =>
  String(spansOf(work).findLast((span) => span.library === library)?.attributes['db.query.text'])
    .replaceAll(report.table, 'items')
    .replaceAll('"', '');

afterAll(forgetCompiledLibrary);

describeWith('postgres', 'TypeORM over pg', () => {
  describeWith('redis', 'with a subscriber that writes to Redis', () => {
    describe('by default', () => {
      beforeAll(() => run('default'));

      it.each([
        ['find', ['typeorm find items']],
        ['query builder', ['typeorm select items']],
        ['raw query', ['typeorm raw query']],
        ['failing query', ['typeorm raw query']],
      ])('tells a %s as one span', (work, expected) => {
        expect(namesOf(work)).toEqual(expected);
      });

      it('tells a save as one span, beside what a subscriber does inside', () => {
        const [redis, save] = spansOf('save');

        expect(namesOf('save')).toEqual(['ioredis set', 'typeorm save items']);
        expect(redis?.parentId).toBe(save?.id);
      });

      it('shows the statements the driver sent', () => {
        expect(textOf('save', 'typeorm')).toBe(
          'START TRANSACTION; INSERT INTO items(label) VALUES ($1) RETURNING id; COMMIT',
        );
        expect(textOf('query builder', 'typeorm')).toBe(
          'SELECT i.id AS i_id, i.label AS i_label FROM items i WHERE i.label = $1',
        );
      });

      it('shows where they went, although TypeORM was given a URL', () => {
        expect(spansOf('find')[0]?.attributes).toMatchObject({
          'db.system.name': 'postgresql',
          'db.namespace': database,
          'server.address': hostname,
          'server.port': Number(port) || 5432,
        });
      });

      it('shows the first statements of many', () => {
        const text = textOf('many updates', 'typeorm');

        expect(text).toMatch(/^SELECT .*(UPDATE [^;]+; ){6}\.\.\.$/);
      });

      it('records an error once', () => {
        expect(spansOf('failing query').flatMap(({ events }) => events)).toHaveLength(1);
      });

      it('keeps the spans of a transaction around the operation', () => {
        expect(namesOf('transaction')).toEqual([
          'pg pg.query:START',
          'ioredis set',
          'typeorm save items',
          'pg pg.query:COMMIT',
        ]);
      });

      it('makes spans for what a subscriber left running after the operation', () => {
        const left = spansOf('work left running');
        const save = left.find(({ library }) => library === 'typeorm');

        expect(left.at(-1)).toMatchObject({ library: 'pg', parentId: save?.id });
      });
    });

    describe('with typeorm: false', () => {
      beforeAll(() => run('typeorm off'));

      it('makes the spans of the driver', () => {
        expect(namesOf('find')).toEqual(['pg pg.query:SELECT']);
      });
    });

    describe('with suppressInternalInstrumentation: false', () => {
      beforeAll(() => run('both'));

      it('makes the spans of both', () => {
        expect(namesOf('find')).toEqual(['pg pg.query:SELECT', 'typeorm find items']);
      });

      it('records no arguments on the span of TypeORM', () => {
        expect(spansOf('save').at(-1)?.attributes).not.toHaveProperty('db.query.text');
      });
    });

    describe('with a request hook for pg', () => {
      beforeAll(() => run('hook'));

      it('has the attributes of the hook on the one span there is', () => {
        expect(spansOf('find')).toHaveLength(1);
        expect(spansOf('find')[0]?.attributes).toHaveProperty(['app.shard'], 'north');
      });
    });
  });
});

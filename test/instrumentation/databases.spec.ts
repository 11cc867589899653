import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startFakeMongodb } from '../support/fake-mongodb.js';
import type { FakeServer } from '../support/fake-server.interface.js';
import { describeWith } from '../support/servers.js';
import { forgetCompiledLibrary, runFixture } from './support/run-fixture.js';
import type { ReportedSpan } from './support/run-fixture.js';

interface Report {
  readonly table: string;
  readonly spans: Readonly<Record<string, readonly ReportedSpan[]>>;
  readonly waiting: { readonly traceId: string; readonly spans: readonly ReportedSpan[] };
  readonly withoutParent: readonly ReportedSpan[];
}

let mongodb: FakeServer;
let report: Report;

const namesOf = (spans: readonly ReportedSpan[] = []): string[] =>
  spans.map(({ library, name }) => `${library} ${name.replaceAll(/\w+_test_\d+/g, 'items')}`);
const drawTree = (spans: readonly ReportedSpan[] = []): string[] => {
  const [root] = spans.filter(({ id }) => spans.some(({ parentId }) => parentId === id));
  return namesOf(spans).map((name, index) =>
    root !== undefined && spans[index]?.parentId === root.id ? `  ${name}` : name,
  );
};
const only = (work: string): ReportedSpan | undefined => {
  expect(report.spans[work]).toHaveLength(1);
  return report.spans[work]?.[0];
};

beforeAll(async () => {
  mongodb = await startFakeMongodb();
});

afterAll(async () => {
  mongodb.close();
  await forgetCompiledLibrary();
});

describeWith('mysql', 'databases', () => {
  describeWith('postgres', 'beside each other', () => {
    describeWith('redis', 'and Redis', () => {
      describe('by default', () => {
        beforeAll(async () => {
          report = await runFixture('databases', { option: 'default', mongodb: mongodb.address });
        });

        it.each([
          ['typeorm over mysql2: save', ['typeorm save items']],
          ['typeorm over mysql2: find', ['typeorm select items']],
          ['knex over pg: insert', ['knex insert postgres.items']],
          ['knex over pg: select', ['knex select postgres.items']],
          ['knex over pg: failing', ['knex raw postgres']],
          ['knex over mysql2: select', [expect.stringMatching(/^knex select \w+\.items$/)]],
          ['mongoose: create', ['mongoose save items']],
          ['mongoose: find', ['mongoose find items']],
          ['mongoose: aggregate', ['mongoose aggregate items']],
          ['mongodb', ['mongodb insert items']],
          ['mysql2: query', ['mysql2 SELECT']],
          ['mysql2: execute', ['mysql2 SELECT']],
          ['mysql2: callbacks', ['mysql2 COMMIT']],
          ['redis: connect and set', ['redis redis-SET']],
        ])('tells %s as one span', (work, expected) => {
          expect(namesOf(report.spans[work])).toEqual(expected);
        });

        it('keeps the spans of a transaction around those of its operations', () => {
          expect(namesOf(report.spans['knex over pg: transaction'])).toEqual([
            expect.stringMatching(/^pg pg\.query:BEGIN /),
            'knex insert postgres.items',
            expect.stringMatching(/^pg pg\.query:COMMIT /),
          ]);
        });

        it.each([
          ['typeorm over mysql2: save', /^START TRANSACTION; INSERT INTO [^;]*\?\); COMMIT$/],
          ['knex over pg: insert', /^insert into "[^"]+" \("label"\) values \(\$1\)$/],
          ['knex over mysql2: select', /^select \* from `items` where `label` = \?$/],
          ['mongoose: find', /^\{"find":"\?","filter":\{"label":"\?"\}\}$/],
        ])('shows what the driver sent for %s', (work, text) => {
          expect(only(work)?.attributes['db.query.text']).toMatch(text);
        });

        it('shows where it went, in the words of the conventions', () => {
          expect(only('knex over mysql2: select')?.attributes).toMatchObject({
            'db.system.name': 'mysql',
            'db.namespace': expect.stringMatching(/^nestjs_tracing_/) as string,
            'server.address': expect.any(String) as string,
            'server.port': expect.any(Number) as number,
          });
        });

        it('records an error once', () => {
          expect(only('knex over pg: failing')?.events).toHaveLength(1);
        });

        it('makes a query that waited for a connection a part of its own trace', () => {
          const { traceId, spans } = report.waiting;

          expect(spans.map((span) => span.traceId)).toEqual([traceId]);
        });

        it('begins no trace', () => {
          expect(namesOf(report.withoutParent)).toEqual([]);
        });
      });

      describe('with everything asked for', () => {
        beforeAll(async () => {
          report = await runFixture('databases', {
            option: 'everything',
            mongodb: mongodb.address,
          });
        });

        it.each([
          [
            'typeorm over mysql2: save',
            ['  mysql2 START', '  mysql2 INSERT', '  mysql2 COMMIT', 'typeorm save items'],
          ],
          [
            'knex over pg: select',
            [expect.stringMatching(/^ {2}pg pg\.query:SELECT /), 'knex select postgres.items'],
          ],
          ['mongoose: create', ['  mongodb insert items', 'mongoose save items']],
          ['mongoose: find', ['  mongodb find items', 'mongoose find items']],
          ['redis: connect and set', ['redis redis-connect', 'redis redis-SET']],
        ])('tells %s by spans of both', (work, expected) => {
          expect(drawTree(report.spans[work])).toEqual(expected);
        });

        it('begins traces where a parent is not required', () => {
          const libraries = report.withoutParent.map(({ library }) => library);

          expect(new Set(libraries)).toEqual(new Set(['typeorm', 'mysql2']));
        });
      });
    });
  });
});

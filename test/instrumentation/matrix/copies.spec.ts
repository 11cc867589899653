import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeWith } from '../../support/servers.js';
import { forgetCompiledLibrary, runFixture } from '../support/run-fixture.js';
import type { Drawings } from './print-matrix.js';

const deadlineMs = 60_000;
const fixture = '../matrix/fixtures/run-copies';

/** A copy of an installed package, and when and how it is loaded. */
interface Copy {
  readonly title: string;
  readonly source: string;
  readonly name: string;
  readonly workload: string;
  readonly layout?: 'flat' | 'pnpm';
  readonly order: 'before' | 'after';
  readonly format: 'require' | 'import';
}

const orders = ['before', 'after'] as const;
const formats = ['require', 'import'] as const;

/** By the folder they are installed in. */
const packages = {
  'ioredis-6': { name: 'ioredis', workload: 'ioredis' },
  'redis-4': { name: 'redis', workload: 'redis' },
  'redis-5': { name: 'redis', workload: 'redis' },
  'typeorm-0': { name: 'typeorm', workload: 'typeorm' },
  'amqplib-0': { name: 'amqplib', workload: 'amqplib' },
  pg: { name: 'pg', workload: 'pg' },
  mysql2: { name: 'mysql2', workload: 'mysql2, callbacks' },
  graphql: { name: 'graphql', workload: 'graphql' },
};

const copies: readonly Copy[] = Object.entries(packages).flatMap(([source, library]) => [
  ...orders.flatMap((order) =>
    formats.map((format) => titled({ source, ...library, order, format })),
  ),
  ...orders.map((order) =>
    titled({ source, ...library, order, format: 'require', layout: 'pnpm' }),
  ),
]);

function titled(copy: Omit<Copy, 'title'>): Copy {
  const { source, layout = 'flat', order, format } = copy;
  return { ...copy, title: [source, layout, order, format].join('-') };
}

afterAll(forgetCompiledLibrary);

describeWith('postgres', 'copies of libraries', () => {
  describeWith('mysql', 'next to MySQL', () => {
    describeWith('redis', 'next to Redis', () => {
      describeWith('rabbitmq', 'next to RabbitMQ', inOneProcess);
    });
  });
});

function inOneProcess(): void {
  let gold: Drawings = {};
  let drawings: Drawings = {};

  beforeAll(async () => {
    [gold, drawings] = await Promise.all([
      runFixture<Drawings>(
        fixture,
        { isGold: true, copies: copies.filter(isGoldCopy) },
        deadlineMs,
      ),
      runFixture<Drawings>(fixture, { isGold: false, copies }, deadlineMs),
    ]);
  }, deadlineMs);

  describe.each(Object.keys(packages))('%s', (source) => {
    const expected = (): readonly string[] => gold[goldTitleOf(source)] ?? [];

    it('has spans in the gold run', () => {
      expect(expected().length).toBeGreaterThan(0);
      expect(expected().join('\n')).not.toContain('(lost)');
    });

    it.each(copies.filter((copy) => copy.source === source).map(({ title }) => title))(
      'has the same spans as %s, next to all other copies',
      (title) => {
        expect(drawings[title]).toEqual(expected());
      },
    );
  });
}

function goldTitleOf(source: string): string {
  return `${source}-flat-after-require`;
}

function isGoldCopy({ source, title }: Copy): boolean {
  return title === goldTitleOf(source);
}

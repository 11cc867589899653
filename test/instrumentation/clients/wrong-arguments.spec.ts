import ioredis from 'ioredis';
import pg from 'pg';
import { DataSource, Repository } from 'typeorm';
import { describe, expect, it } from 'vitest';
import { instrumentRabbitMq, instrumentRedis, instrumentTypeOrm } from '../../../lib/index.js';

type Helper = (client: object) => unknown;

const dataSource = new DataSource({ type: 'postgres', driver: pg });
const redis = new ioredis.Redis({ lazyConnect: true });
const repository = new Repository(class Order {}, dataSource.manager);

const helpers: readonly [name: string, Helper, expected: RegExp][] = [
  [
    'instrumentTypeOrm()',
    instrumentTypeOrm,
    /^instrumentTypeOrm\(\) takes a DataSource of TypeORM, but got /,
  ],
  [
    'instrumentRedis()',
    instrumentRedis,
    /^instrumentRedis\(\) takes a client of "ioredis" .*, but got /,
  ],
  [
    'instrumentRabbitMq()',
    instrumentRabbitMq,
    /^instrumentRabbitMq\(\) takes a connection or a channel .*, but got /,
  ],
];
const wrong: readonly [given: unknown, shown: string][] = [
  [undefined, 'undefined'],
  [null, 'null'],
  ['redis://user:secret@host', '"redis://...@host" (string)'],
  [{}, 'an object of no class'],
  [Object.create(null), 'an object of no class'],
  [new Map(), 'an object of class Map'],
  [Promise.resolve(redis), 'an object of class Promise'],
  [ioredis.Redis, 'the function Redis'],
  [new pg.Pool(), 'an object of class BoundPool'],
  [repository, 'an object of class Repository'],
  [dataSource.manager, 'an object of class EntityManager'],
  [redis.pipeline(), 'an object of class Pipeline'],
];

describe('a helper for clients, given the wrong thing', () => {
  it.each(helpers)(
    '%s refuses anything else, and says what it was given',
    (_, helper, expected) => {
      for (const [given, shown] of wrong) {
        const call = (): unknown => helper(given as object);

        expect(call).toThrow(TypeError);
        expect(call).toThrow(expected);
        expect(call).toThrow(`but got ${shown}.`);
      }
    },
  );

  it('refuses the clients of the others', () => {
    expect(() => instrumentTypeOrm(redis)).toThrow(TypeError);
    expect(() => instrumentRedis(dataSource)).toThrow(TypeError);
    expect(() => instrumentRabbitMq(redis)).toThrow(TypeError);
  });

  it('returns a client of the library, also of a class that extends it', () => {
    class OurRedis extends ioredis.Redis {}
    const ours = new OurRedis({ lazyConnect: true });

    expect(instrumentRedis(ours)).toBe(ours);
    expect(instrumentTypeOrm(dataSource)).toBe(dataSource);
  });
});

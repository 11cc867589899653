import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  hasRedisServer,
  startRedisCluster,
  startRedisSentinel,
} from '../../support/redis-servers.js';
import type { RedisServer } from '../../support/redis-servers.js';
import { forgetCompiledLibrary, runFixture } from '../support/run-fixture.js';
import type { ReportedSpan } from '../support/run-fixture.js';

type Made = Readonly<Record<'spans' | 'multi', readonly ReportedSpan[]>>;
type Report = Readonly<Partial<Record<'ioredis' | 'redis', Made>>>;

const reason = hasRedisServer ? '' : ' (there is no redis-server on this machine)';
const namesOf = (spans: readonly ReportedSpan[] = []): string[] =>
  spans.map(({ library, name }) => `${library} ${name}`);

afterAll(forgetCompiledLibrary);

describe.skipIf(!hasRedisServer)(`instrumentRedis()${reason}`, () => {
  let cluster: RedisServer;
  let sentinel: RedisServer;

  beforeAll(async () => {
    [cluster, sentinel] = await Promise.all([startRedisCluster(), startRedisSentinel()]);
  });

  afterAll(() => Promise.all([cluster.stop(), sentinel.stop()]));

  const run = (work: string): Promise<Report> =>
    runFixture<Report>('redis-topologies', { work, cluster, sentinel });

  it.each([
    ['that are connected', 'early'],
    ['that connect later', 'late'],
  ])('traces clusters %s', async (_, work) => {
    const { ioredis, redis } = await run(work);

    expect(namesOf(ioredis?.spans)).toEqual(['ioredis set']);
    expect(namesOf(ioredis?.multi)).toEqual(['ioredis multi', 'ioredis get', 'ioredis exec']);
    expect(namesOf(redis?.spans)).toEqual(['redis redis-SET']);
    expect(namesOf(redis?.multi)).toEqual(['redis redis-GET']);
  });

  it('traces a cluster of ioredis that is connecting', async () => {
    const { ioredis } = await run('connecting');

    expect(namesOf(ioredis?.spans)).toEqual(['ioredis set']);
  });

  it('traces a sentinel of redis', async () => {
    const { redis } = await run('sentinel');

    expect(namesOf(redis?.spans)).toEqual(['redis redis-SET']);
  });
});

import { expect } from 'vitest';
import type { ReportedSpan } from '../support/run-fixture.js';

/** The spans each piece of work made, under the name of the work. */
export type WorkSpans = Readonly<Record<string, readonly ReportedSpan[]>>;

/** Each span with what it hangs from; `-` is the span around the work. */
export function outlines(spans: WorkSpans, database: string): Record<string, string[]> {
  return Object.fromEntries(
    Object.entries(spans).map(([work, made]) => [work, made.map(outlineAmong(made, database))]),
  );
}

/** What `use()` of held-clients.mjs makes with every client traced, each operation once. */
export const everySpan = {
  'typeorm save': ['typeorm CLIENT save items < -'],
  'typeorm query builder': ['typeorm CLIENT select items < -'],
  'typeorm raw query': ['typeorm CLIENT raw query < -'],
  'typeorm over mysql2': ['typeorm CLIENT raw query < -'],
  'pg beside TypeORM': ['pg CLIENT pg.query:SELECT < -'],
  ioredis: ['ioredis CLIENT set < -'],
  redis: ['redis CLIENT redis-SET < -'],
  'redis connect': [],
  'redis multi': ['redis CLIENT redis-GET < -'],
  'redis pool': ['redis CLIENT redis-GET < -'],
  'redis pool, queued': [
    'redis CLIENT redis-GET < -',
    'redis CLIENT redis-GET < other',
    'test INTERNAL other',
  ],
  amqplib: publishedAndConsumed(),
  'amqplib confirm': publishedAndConsumed(),
  'amqplib callbacks': publishedAndConsumed(),
};

/** The same with no client traced. */
export const noSpan = Object.fromEntries(
  Object.keys(everySpan).map((work) => [
    work,
    work === 'redis pool, queued' ? ['test INTERNAL other'] : [],
  ]),
);

/** A broker confirms a message and delivers it in any order. */
function publishedAndConsumed(): unknown {
  return expect.toSatisfy(
    (names: string[]) =>
      names.toSorted().join() ===
      [
        'amqplib CONSUMER queue process < publish <default>',
        'amqplib PRODUCER publish <default> < -',
      ].join(),
  );
}

function outlineAmong(
  spans: readonly ReportedSpan[],
  database: string,
): (span: ReportedSpan) => string {
  const names = new Map(spans.map(({ id, name }) => [id, name]));
  return ({ library, kind, name, parentId }) => {
    const parent = parentId === undefined ? '' : ` < ${names.get(parentId) ?? '-'}`;
    return `${library} ${kind} ${name}${parent}`
      .replace(/instrumentation_test_\d+/, 'items')
      .replace(`SELECT ${database}`, 'SELECT')
      .replace(/held-clients-\d+/, 'queue');
  };
}

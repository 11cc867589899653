import type { Column } from './cells.js';

/** What cannot be traced late, and what is left of the spans then. */
interface Limit {
  readonly workload: string;
  /** Where it holds. */
  readonly holds: (column: Column) => boolean;
  /** What is seen instead of what the gold run shows. */
  readonly seen: (gold: readonly string[]) => readonly string[];
}

const nothing = (): string[] => [];
const without =
  (pattern: RegExp): Limit['seen'] =>
  (gold) =>
    gold.filter((line) => !pattern.test(line));

const madeBefore = ({ client }: Column): boolean => client === 'early';
const loadedBefore = ({ order }: Column): boolean => order === 'before';
const imported = ({ format }: Column): boolean => format !== 'require';

/**
 * Every place where late patching shows less than the gold run. The instrumentations concerned
 * replace functions that the application already holds, instead of methods of a prototype.
 */
const limits: readonly Limit[] = [
  {
    // const { request } = require('http')
    workload: 'http, destructured',
    holds: madeBefore,
    seen: () => ['no traceparent'],
  },
  {
    // The callback given to consume() is wrapped, so a consumer has to be made later.
    workload: 'amqplib, consumer',
    holds: madeBefore,
    seen: without(/ CONSUMER /),
  },
  {
    // The listener given to on() is wrapped.
    workload: 'socket.io, listener',
    holds: madeBefore,
    seen: without(/ CONSUMER /),
  },
  {
    // Producers and consumers are wrapped as they are made.
    workload: 'kafkajs',
    holds: madeBefore,
    seen: nothing,
  },
  {
    // Client classes and handlers are wrapped as they are made.
    workload: 'grpc',
    holds: madeBefore,
    seen: nothing,
  },
  {
    workload: 'grpc, by name',
    holds: madeBefore,
    seen: nothing,
  },
  {
    // import { loadPackageDefinition } from '@grpc/grpc-js'
    workload: 'grpc, by name',
    holds: (column) =>
      loadedBefore(column) && !madeBefore(column) && imported(column) && column.hook !== true,
    seen: (gold) =>
      gold
        .filter((line) => / SERVER /.test(line))
        .map((line) => line.replace('  ', '(no parent) ')),
  },
  {
    // import { parse } from 'graphql': what graphql() does inside is seen, direct calls are not.
    workload: 'graphql, by name',
    holds: (column) => loadedBefore(column) && (madeBefore(column) || imported(column)),
    seen: (gold) => [...new Set(gold)],
  },
  {
    // The only function of the package is replaced.
    workload: 'lru-memoizer',
    holds: (column) => loadedBefore(column) || imported(column),
    seen: () => [
      'test INTERNAL first',
      '  test INTERNAL callback of first',
      '  test INTERNAL callback of second',
      'test INTERNAL second',
    ],
  },
  {
    // Handlers are wrapped as Nest makes its routes; forRoot() runs before that.
    workload: 'nestjs-core',
    holds: madeBefore,
    seen: without(/nestjs-core/),
  },
];

/** What has to be seen of a workload: what the gold run shows, but where there is a limit. */
export function expectedOf(
  workload: string,
  column: Column,
  gold: readonly string[],
): readonly string[] {
  const limit = limits.find((one) => one.workload === workload && one.holds(column));
  return limit === undefined ? gold : limit.seen(gold);
}

/** Marks a client of ioredis that BullMQ made for itself. */
const QUEUE_CLIENT = Symbol('nestjs-tracing: a client of BullMQ');

const scripts = new Set<unknown>();

/** A script as ioredis keeps it. */
interface Script {
  readonly sha?: string;
  readonly lua?: string;
}

interface RedisCommand {
  readonly name?: string;
  readonly args?: readonly unknown[];
}

/**
 * Notes that a client is BullMQ's own. On the client itself, since BullMQ holds a proxy of it and
 * the instrumentation sees what is behind.
 */
export function markQueueClient(client: object): void {
  if (!(QUEUE_CLIENT in client)) {
    Object.defineProperty(client, QUEUE_CLIENT, { value: true });
  }
}

/** Notes scripts that BullMQ sends, by whichever client. */
export function noteQueueScripts(defined: Iterable<Script>): void {
  for (const { sha, lua } of defined) {
    scripts.add(sha).add(lua);
  }
}

/**
 * Whether a command is a part of BullMQ's own bookkeeping: any on a client of its own, and on a
 * client that the application shares with it, those that run its scripts.
 */
export function isQueueTraffic(client: object, { name, args }: RedisCommand): boolean {
  return (
    (client as { [QUEUE_CLIENT]?: true })[QUEUE_CLIENT] === true ||
    ((name === 'evalsha' || name === 'eval') && scripts.has(args?.[0]))
  );
}

const LONGEST_KEY = 100;

/** Commands whose first argument is a password, a message or a script, where others name a key. */
const WITHOUT_KEY = new Set(['auth', 'echo', 'eval', 'eval_ro', 'hello', 'ping']);

/**
 * `set stock:7 ?` for `SET stock:7 12 EX 60`: the command, the key, and one `?` for all the rest,
 * so that no value leaves the process and equal commands read the same.
 *
 * The serializer that comes with the instrumentation shows every argument of `EVAL`, `GEOADD`,
 * `SREM` and others.
 */
export function describeRedisCommand(command: string, args: readonly unknown[]): string {
  const [key, ...rest] = args;
  if (key === undefined) {
    return command;
  }
  const shownKey = WITHOUT_KEY.has(command.toLowerCase()) ? '?' : describeKey(key);
  return rest.length > 0 && shownKey !== '?'
    ? `${command} ${shownKey} ?`
    : `${command} ${shownKey}`;
}

function describeKey(key: unknown): string {
  if (typeof key === 'number') {
    return String(key);
  }
  // A Buffer may hold anything, so it is not read as text.
  return typeof key === 'string' ? key.slice(0, LONGEST_KEY) : '?';
}

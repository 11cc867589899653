import { keepOutsideOfTraces } from '../../spans/outside-of-traces.js';
import type { Method } from '../../spans/imitate.js';
import { replaceMethod } from '../../spans/replace-method.js';
import { exportsOfCopies } from '../late-patch/loaded-exports.js';

/** The dialects of drivers we listen to. */
const DIALECTS = ['mysql', 'mysql2', 'postgres'].map((name) => `lib/dialects/${name}/index.js`);

/**
 * Has a new connection of Knex ask for the server's version without a span in whichever trace it
 * is. A dialect is loaded with the first client of it, so it is met there, or here if that was
 * earlier.
 */
export function attachKnex(): void {
  for (const client of prototypesIn('lib/client.js')) {
    replaceMethod(client, 'getPoolSettings', beforehand);
  }
  for (const client of prototypesIn(...DIALECTS)) {
    connectOutsideOfTraces(client);
  }
}

function beforehand(getPoolSettings: Method): Method {
  return function (...args) {
    connectOutsideOfTraces(this as object);
    return getPoolSettings.apply(this, args);
  };
}

function connectOutsideOfTraces(client: object): void {
  keepOutsideOfTraces(client, 'acquireRawConnection');
}

function prototypesIn(...files: readonly string[]): object[] {
  return exportsOfCopies('knex', ...files).flatMap((Client) =>
    typeof Client === 'function' ? [Client.prototype as object] : [],
  );
}

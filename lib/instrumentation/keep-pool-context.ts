import { context as contextApi } from '@opentelemetry/api';
import { replaceMethod } from '../spans/replace-method.js';
import { exportsOfCopies } from './late-patch/loaded-exports.js';

/**
 * Where all connections of a pool are taken, mysql2 calls back whoever waits for one in the context
 * of whoever gives one back, and the query would be a part of that one's trace.
 */
export function keepPoolContext(): void {
  for (const Pool of exportsOfCopies('mysql2', 'lib/base/pool.js', 'lib/pool.js')) {
    if (typeof Pool === 'function') {
      replaceMethod(
        Pool.prototype as object,
        'getConnection',
        (getConnection) =>
          function (callback, ...rest) {
            const bound = contextApi.bind(contextApi.active(), callback);
            return getConnection.call(this, bound, ...rest);
          },
      );
    }
  }
}

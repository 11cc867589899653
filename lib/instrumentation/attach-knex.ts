import { keepOutsideOfTraces } from '../spans/outside-of-traces.js';
import { exportsOfCopies } from './late-patch/loaded-exports.js';

/** The dialects of drivers we listen to. */
const DIALECTS = ['mysql', 'mysql2', 'postgres'];

/** Has a new connection of Knex ask for the server's version without a span in whichever trace it is. */
export function attachKnex(): void {
  const clients = DIALECTS.flatMap((dialect) =>
    exportsOfCopies('knex', `lib/dialects/${dialect}/index.js`),
  );
  for (const Client of clients) {
    if (typeof Client === 'function') {
      keepOutsideOfTraces(Client.prototype as object, 'acquireRawConnection');
    }
  }
}

import { PGlite } from '@electric-sql/pglite';

/** Parse, Bind, Describe, Execute, Close and Flush: a Sync has yet to follow. */
const insideExchange = new Set(Buffer.from('PBDECH'));

/**
 * A PGlite that several connections can use at once.
 *
 * pglite-socket runs one message at a time and, outside a transaction, takes the next one from any
 * connection. A query with parameters is five messages about one unnamed statement, so two
 * connections would bind their values to each other's statement. Saying "in a transaction" until
 * the Sync makes pglite-socket stay with one connection for the whole query.
 */
export class SharedPGlite extends PGlite {
  #exchangeIsOpen = false;

  override isInTransaction(): boolean {
    return this.#exchangeIsOpen || super.isInTransaction();
  }

  override execProtocolRawStream(
    ...[message, options]: Parameters<PGlite['execProtocolRawStream']>
  ): ReturnType<PGlite['execProtocolRawStream']> {
    this.#exchangeIsOpen = insideExchange.has(message[0] ?? 0);
    return super.execProtocolRawStream(message, options);
  }
}

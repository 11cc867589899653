import { contextBeside, takenIn } from '../../../spans/context-beside.js';
import { guarded } from '../../../spans/guarded.js';
import type { ClientLike } from '../client-like.interface.js';
import { setOwnMethod } from '../../../spans/own-method.js';

/** RabbitMQ: the message's headers, where Nest puts those of a record over those of the client. */
export function carryInAmqpHeaders(client: ClientLike): void {
  const { mergeHeaders } = client;
  if (mergeHeaders !== undefined) {
    setOwnMethod(client, 'mergeHeaders', (headers?: object) =>
      withContext(mergeHeaders.call(client, headers)),
    );
  }
}

function withContext(headers: object | undefined): object | undefined {
  const isTaken = takenIn(Object.keys(headers ?? {}));
  const added = guarded('adding the trace context to a message', contextBeside, isTaken);
  return added === undefined ? headers : { ...added, ...headers };
}

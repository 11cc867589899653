import { guarded } from '../../../spans/guarded.js';
import { injectTraceContext } from '../../../spans/propagation.js';
import type { ClientLike } from '../client-like.interface.js';
import { setOwnMethod } from './own-method.js';

/** RabbitMQ: the message's headers, where Nest puts those of a record over those of the client. */
export function carryInAmqpHeaders(client: ClientLike): void {
  const { mergeHeaders } = client;
  if (mergeHeaders !== undefined) {
    setOwnMethod(client, 'mergeHeaders', (headers?: object) =>
      withContext(mergeHeaders.call(client, headers)),
    );
  }
}

/** What the caller set stands above what is added. */
function withContext(headers: object | undefined): object | undefined {
  const carrier = guarded('adding the trace context to a message', injectTraceContext, {});
  return carrier === undefined || Object.keys(carrier).length === 0
    ? headers
    : { ...carrier, ...headers };
}

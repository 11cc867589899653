import { guarded } from '../../../spans/guarded.js';
import { injectTraceContext } from '../../../spans/propagation.js';
import type { ClientLike } from '../client-like.interface.js';
import { setOwnMethod } from './own-method.js';

/** Headers as the packages of NATS hold them: each name with a list of values. */
interface NatsHeaders extends Iterable<[name: string, values: string[]]> {
  delete(name: string): void;
  append(name: string, value: string): void;
}

type MergeHeaders = (this: object, headers?: object) => object | undefined;

/** NATS: the message's headers, where Nest puts those of a record over those of the client. */
export function carryInNatsHeaders(client: ClientLike): void {
  const merge = client.mergeHeaders as MergeHeaders | undefined;
  if (merge !== undefined) {
    setOwnMethod(client, 'mergeHeaders', (headers?: object) => {
      const added = guarded('adding the trace context to a message', withContext, merge, headers);
      return merge.call(client, added ?? headers);
    });
  }
}

/** A copy: headers of a record that is sent again would carry the first message's context. */
function withContext(merge: MergeHeaders, given: object | undefined): object | undefined {
  const carrier = injectTraceContext<Record<string, unknown>>({});
  if (Object.keys(carrier).length === 0) {
    return undefined;
  }
  // Nest makes headers, by the package it found, of those a client was made with.
  const headers = merge.call({ options: { headers: carrier } }) as NatsHeaders;
  for (const [name, values] of (given as NatsHeaders | undefined) ?? []) {
    headers.delete(name);
    values.forEach((value) => headers.append(name, value));
  }
  return headers;
}

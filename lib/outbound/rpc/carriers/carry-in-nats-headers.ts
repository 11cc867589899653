import { contextBeside, takenIn } from '../../../spans/context-beside.js';
import { guarded } from '../../../spans/guarded.js';
import type { ClientLike } from '../client-like.interface.js';
import { setOwnMethod } from '../../../spans/own-method.js';

/** Headers as the packages of NATS hold them: each name with a list of values. */
interface NatsHeaders extends Iterable<[name: string, values: string[]]> {
  keys(): string[];
  append(name: string, value: string): void;
}

type MergeHeaders = (this: object, headers?: object) => object | undefined;

/** NATS: the message's headers, where Nest puts those of a record over those of the client. */
export function carryInNatsHeaders(client: ClientLike): void {
  const merge: MergeHeaders | undefined = client.mergeHeaders;
  if (merge !== undefined) {
    setOwnMethod(client, 'mergeHeaders', (headers?: object) => {
      const added = guarded('adding the trace context to a message', withContext, merge, headers);
      return merge.call(client, added ?? headers);
    });
  }
}

/** A copy: headers of a record that is sent again would carry the first message's context. */
function withContext(merge: MergeHeaders, given: object | undefined): object | undefined {
  const own = given as NatsHeaders | undefined;
  const added = contextBeside(takenIn(own?.keys() ?? []));
  if (added === undefined) {
    return undefined;
  }
  // Nest makes headers, by the package it found, of those a client was made with.
  const headers = merge.call({ options: { headers: added } }) as NatsHeaders;
  for (const [name, values] of own ?? []) {
    values.forEach((value) => headers.append(name, value));
  }
  return headers;
}

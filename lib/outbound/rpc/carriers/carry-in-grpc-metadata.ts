import type { Context } from '@opentelemetry/api';
import { contextBeside } from '../../../spans/context-beside.js';
import { markMetadataTraced } from '../../../spans/traced-metadata.js';

/** What is used of `Metadata` of @grpc/grpc-js. */
interface Metadata {
  get(key: string): unknown[];
  set(key: string, value: string): void;
  getMap(): object;
  clone(): Metadata;
}

/** The method of every client of @grpc/grpc-js that makes the metadata of a call that has none. */
export interface MetadataSource {
  checkMetadataAndOptions?(): { readonly metadata: Metadata };
}

/**
 * The arguments of a call with the trace context in its metadata: in a copy of the caller's, who may
 * use them again, or in new ones.
 *
 * @param position where metadata stand: after the request, if that is an argument
 */
export function withMetadata(
  client: MetadataSource,
  args: readonly unknown[],
  position: number,
  active: Context,
): unknown[] {
  const given = args[position];
  const metadata = isMetadata(given) ? copyOf(given) : makeMetadata(client);
  addContext(metadata, active);
  markMetadataTraced(metadata);
  return args.toSpliced(position, isMetadata(given) ? 1 : 0, metadata);
}

function isMetadata(argument: unknown): argument is Metadata {
  const { getMap, clone } = (argument ?? {}) as Partial<Metadata>;
  return typeof getMap === 'function' && typeof clone === 'function';
}

/** `clone()` leaves behind what is not sent, such as opaque data for interceptors. */
function copyOf(metadata: Metadata): Metadata {
  const copy = metadata.clone();
  return Object.assign(copy, { ...metadata, ...copy });
}

/** Through the client, since only metadata of its own copy of @grpc/grpc-js are metadata to it. */
function makeMetadata(client: MetadataSource): Metadata {
  if (client.checkMetadataAndOptions === undefined) {
    throw new TypeError('A client of @grpc/grpc-js has no method checkMetadataAndOptions().');
  }
  return client.checkMetadataAndOptions().metadata;
}

function addContext(metadata: Metadata, active: Context): void {
  const added = contextBeside((key) => metadata.get(key).length > 0, active);
  for (const [key, value] of Object.entries(added ?? {})) {
    metadata.set(key, value);
  }
}

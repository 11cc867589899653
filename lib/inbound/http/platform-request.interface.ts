import type { IncomingMessage } from 'node:http';
import type { Span } from '@opentelemetry/api';

/**
 * A request as the adapter's hook gets it. Express hands over Node's own object with a prototype of
 * its own, Fastify an object around it.
 */
export type PlatformRequest = IncomingMessage & {
  /** Node's object, where the platform has one of its own. */
  readonly raw?: IncomingMessage;

  /** What was asked for behind a proxy, as far as the platform was told to trust one. */
  readonly protocol?: unknown;
  readonly ip?: unknown;
  readonly host?: unknown;

  /** Of Express: the route taken, and the path at which its router is mounted. */
  readonly route?: { readonly path?: unknown };
  readonly baseUrl?: unknown;

  /** Of Fastify. */
  readonly routeOptions?: { readonly url?: unknown };

  /** Of `@fastify/otel`, when that registers itself before Nest can. */
  opentelemetry?(): { readonly span?: Span | null } | undefined;
};

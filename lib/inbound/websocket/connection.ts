import type { IncomingMessage } from 'node:http';
import { ROOT_CONTEXT, trace } from '@opentelemetry/api';
import type { Context, Link } from '@opentelemetry/api';
import type { ResolvedTracingOptions } from '../../options/resolved-options.interface.js';
import type { EntrySpan } from '../../spans/entry-span.js';
import { isObject } from '../../spans/is-object.js';
import { linksTo } from '../../spans/links-to.js';
import { extractFromRequest, extractTraceContext } from '../../spans/propagation.js';
import type { TraceCarrier } from '../../spans/propagation.js';
import { compileTrust } from '../compile-trust.js';

/** What a span is part of, and what it only points at. */
export interface Origin {
  readonly parent: Context;
  readonly links?: Link[];
}

const connections = new WeakMap<object, Connection>();

/**
 * What a client said of its trace when it connected. Connecting is part of that trace. What comes
 * over the connection afterwards only links to it: a connection may live for days, and its trace
 * would grow as long. Whether it is trusted in what it says, is decided once, by the handshake.
 */
export class Connection {
  /** Stands for the hooks of the connection, whose own spans have their errors. */
  readonly entry: EntrySpan;

  /** Of the connecting itself. */
  readonly handshake: Origin;

  /** Of what comes afterwards and says nothing of its own: in the caller's baggage, if trusted. */
  readonly afterwards: Origin;

  readonly #isTrusted: boolean;

  constructor(
    readonly application: ResolvedTracingOptions,
    request: IncomingMessage | undefined,
  ) {
    const caller = request === undefined ? ROOT_CONTEXT : extractFromRequest(request.headers);
    const links = linksTo(caller);
    const trust = compileTrust(application.http);
    this.#isTrusted = trust === undefined || (request !== undefined && trust(request));
    this.entry = { application, noteError: () => {} };
    this.handshake = this.#isTrusted ? { parent: caller } : { parent: ROOT_CONTEXT, links };
    this.afterwards = { parent: this.#isTrusted ? withoutSpan(caller) : ROOT_CONTEXT, links };
  }

  /** @param carrier trace context a message brings along, which stands above that of the handshake */
  originOf(carrier: TraceCarrier | undefined): Origin {
    const sender = extractTraceContext(carrier, this.afterwards.parent);
    const links = linksTo(sender);
    if (links === undefined) {
      return this.afterwards;
    }
    return this.#isTrusted ? { parent: sender } : { parent: ROOT_CONTEXT, links };
  }
}

/** @param args of a connection event: the client, and in `ws` the request it connected with */
export function rememberConnection(
  options: ResolvedTracingOptions,
  [client, request]: readonly unknown[],
): Connection {
  const known = connectionOf(client);
  const connection = known ?? new Connection(options, requestIn(request, client));
  if (known === undefined && isObject(client)) {
    connections.set(client, connection);
  }
  return connection;
}

export function connectionOf(client: unknown): Connection | undefined {
  return isObject(client) ? connections.get(client) : undefined;
}

function requestIn(request: unknown, client: unknown): IncomingMessage | undefined {
  // socket.io keeps it on the client.
  const candidates = [request, (client as { request?: unknown } | undefined)?.request];
  return candidates.find(
    (one): one is IncomingMessage => isObject(one) && isObject((one as IncomingMessage).headers),
  );
}

function withoutSpan(context: Context): Context {
  return context === ROOT_CONTEXT ? context : trace.deleteSpan(context);
}

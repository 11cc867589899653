import type { ServerResponse } from 'node:http';
import { ROOT_CONTEXT, SpanKind, trace } from '@opentelemetry/api';
import type { Context, Span } from '@opentelemetry/api';
import { ATTR_HTTP_ROUTE } from '../../semconv/attributes.js';
import { guarded } from '../../spans/guarded.js';
import type { HttpEntrySpan } from './http-entry-span.interface.js';
import type { HttpPolicy } from './http-policy.js';
import type { PlatformRequest } from './platform-request.interface.js';
import { foreignMetadataIn } from './rpc-metadata.js';
import type { RpcMetadata } from './rpc-metadata.js';
import { writeTraceHeader } from './trace-header.js';

/** The SERVER span another instrumentation has opened for the request, if there is one. */
export function foreignServerSpanOf(
  active: Context,
  fastifyRequest: PlatformRequest | undefined,
): Span | undefined {
  if (active === ROOT_CONTEXT) {
    return undefined;
  }
  const span: (Span & { kind?: SpanKind }) | undefined = trace.getSpan(active);
  // A span that is not sampled has no kind; what became of it must not be decided a second time.
  return span?.kind === SpanKind.SERVER
    ? span
    : // What @fastify/otel makes active in a hook is a span of the hook.
      (foreignMetadataIn(active)?.span ?? fastifyRequest?.opentelemetry?.()?.span ?? undefined);
}

/** Makes a SERVER span of another instrumentation tell the route; its end is not ours. */
export class ForeignServerSpan implements HttpEntrySpan {
  isDropped = false;
  readonly #metadata: RpcMetadata | undefined;

  constructor(
    private readonly policy: HttpPolicy,
    readonly span: Span,
    private readonly method: string,
    active: Context,
    fastifyRequest: PlatformRequest | undefined,
  ) {
    this.#metadata = foreignMetadataIn(active);
    const route = fastifyRequest?.routeOptions?.url;
    // @fastify/otel puts contexts of its own in place of ours, in which no route could be told later.
    if (typeof route === 'string' && fastifyRequest?.opentelemetry !== undefined) {
      this.setRoute(route);
    }
  }

  get application(): object {
    return this.policy.application;
  }

  setRoute(route: string): void {
    this.span.updateName(`${this.method} ${route}`);
    this.span.setAttribute(ATTR_HTTP_ROUTE, route);
    if (this.#metadata !== undefined) {
      this.#metadata.route = route;
    }
  }

  noteError(): void {
    // Its own instrumentation decides by the response.
  }

  /** The span itself stays, since another one exports it. */
  skip(): void {
    this.isDropped = true;
  }

  beforeHead(response: ServerResponse): void {
    const { traceHeader } = this.policy;
    if (traceHeader !== undefined && !this.isDropped) {
      guarded('telling the trace in a header', writeTraceHeader, traceHeader, response, this.span);
    }
  }
}

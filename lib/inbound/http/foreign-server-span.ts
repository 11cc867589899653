import { ROOT_CONTEXT, SpanKind, trace } from '@opentelemetry/api';
import type { Context, Span } from '@opentelemetry/api';
import { ATTR_HTTP_ROUTE } from '../../semconv/attributes.js';
import type { EntrySpan } from '../../spans/entry-span.js';
import { foreignMetadataIn } from './rpc-metadata.js';
import type { RpcMetadata } from './rpc-metadata.js';

/** A request of Fastify as @fastify/otel decorates it, when that registers itself before Nest can. */
export interface FastifyRequest {
  readonly routeOptions?: { readonly url?: string };
  opentelemetry?(): { readonly span?: Span | null } | undefined;
}

/** The SERVER span another instrumentation has opened for the request, if there is one. */
export function foreignServerSpanOf(
  active: Context,
  fastifyRequest: FastifyRequest | undefined,
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
export class ForeignServerSpan implements EntrySpan {
  readonly #metadata: RpcMetadata | undefined;

  constructor(
    readonly application: object,
    readonly span: Span,
    private readonly method: string,
    active: Context,
    fastifyRequest: FastifyRequest | undefined,
  ) {
    this.#metadata = foreignMetadataIn(active);
    const route = fastifyRequest?.routeOptions?.url;
    // @fastify/otel puts contexts of its own in place of ours, in which no route could be told later.
    if (route !== undefined && fastifyRequest?.opentelemetry !== undefined) {
      this.setRoute(route);
    }
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
}

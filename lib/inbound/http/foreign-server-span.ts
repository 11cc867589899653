import { SpanKind, context, createContextKey, trace } from '@opentelemetry/api';
import type { Span } from '@opentelemetry/api';
import { ATTR_HTTP_ROUTE } from '../../semconv/attributes.js';
import type { EntrySpan } from '../../spans/entry-span.js';

/** Key under which instrumentation-http looks for the route when it ends its span. */
const RPC_METADATA = createContextKey('OpenTelemetry SDK Context Key RPC_METADATA');

/** The SERVER span another instrumentation has opened for the request, if there is one. */
export function activeForeignServerSpan(): Span | undefined {
  const span = trace.getActiveSpan() as (Span & { kind?: SpanKind }) | undefined;
  return span?.kind === SpanKind.SERVER ? span : undefined;
}

/** Makes a SERVER span of another instrumentation tell the route; its end is not ours. */
export class ForeignServerSpan implements EntrySpan {
  readonly #metadata = context.active().getValue(RPC_METADATA) as { route?: string } | undefined;

  constructor(
    private readonly span: Span,
    private readonly method: string,
  ) {}

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

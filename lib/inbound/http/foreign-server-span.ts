import type { ServerResponse } from 'node:http';
import { ROOT_CONTEXT, SpanKind, createContextKey, trace } from '@opentelemetry/api';
import type { Context, Span } from '@opentelemetry/api';
import { ATTR_HTTP_ROUTE } from '../../semconv/attributes.js';
import type { HttpEntrySpan } from './http-entry-span.interface.js';
import type { HttpPolicy } from './http-policy.js';
import { guarded } from '../../spans/guarded.js';
import { writeTraceHeader } from './trace-header.js';

interface RpcMetadata {
  readonly span?: Span;
  route?: string;
}

/** Key under which instrumentation-http keeps its span, and looks for the route when it ends it. */
const RPC_METADATA = createContextKey('OpenTelemetry SDK Context Key RPC_METADATA');

/** The SERVER span another instrumentation has opened for the request, if there is one. */
export function foreignServerSpanIn(active: Context): Span | undefined {
  if (active === ROOT_CONTEXT) {
    return undefined;
  }
  const span: (Span & { kind?: SpanKind }) | undefined = trace.getSpan(active);
  // A span that is not sampled has no kind; what became of it must not be decided a second time.
  return span?.kind === SpanKind.SERVER ? span : metadataIn(active)?.span;
}

function metadataIn(active: Context): RpcMetadata | undefined {
  return active.getValue(RPC_METADATA) as RpcMetadata | undefined;
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
  ) {
    this.#metadata = metadataIn(active);
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

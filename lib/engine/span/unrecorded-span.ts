import { TraceFlags } from '@opentelemetry/api';
import type { Context, Span, TraceState } from '@opentelemetry/api';
import { ContextSpan } from '../context/context-span.js';
import type { TraceIdentity } from '../ids/trace-identity.js';

/**
 * A span the sampler did not want: it carries the trace on, and keeps nothing. Its id is drawn when
 * somebody asks for it, mostly an outgoing request.
 *
 * @see https://opentelemetry.io/docs/specs/otel/trace/sdk/#sdk-span-creation
 */
export class UnrecordedSpan extends ContextSpan implements Span {
  constructor(
    base: Context,
    trace: TraceIdentity,
    spanId: string | undefined,
    traceState: TraceState | undefined,
    /** A {@link TraceSampler} drops whole traces; any other is asked again for each span. */
    private readonly isWholeTraceDropped: boolean,
  ) {
    super(base, trace, spanId, TraceFlags.NONE, traceState);
  }

  override isTraceDropped(): boolean {
    return this.isWholeTraceDropped;
  }

  isRecording(): boolean {
    return false;
  }

  setAttribute(): this {
    return this;
  }

  setAttributes(): this {
    return this;
  }

  addEvent(): this {
    return this;
  }

  addLink(): this {
    return this;
  }

  addLinks(): this {
    return this;
  }

  setStatus(): this {
    return this;
  }

  updateName(): this {
    return this;
  }

  recordException(): void {}

  end(): void {}
}

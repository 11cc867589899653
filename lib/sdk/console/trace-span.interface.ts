import type { Attributes, SpanKind, SpanStatus } from '@opentelemetry/api';

/**
 * A span as `formatTrace()` takes it, from whichever process it came.
 *
 * @publicApi
 */
export interface TraceSpan {
  /** 32 hexadecimal digits. */
  readonly traceId: string;
  /** 16 hexadecimal digits. */
  readonly spanId: string;
  /** Undefined for the root. */
  readonly parentSpanId?: string;
  /** Name of the span: `GET /orders/:id`. */
  readonly name: string;
  /** Kind of the span; SERVER for a request that arrived. */
  readonly kind: SpanKind;
  /** `service.name` of the resource. */
  readonly serviceName: string;
  /** Milliseconds since 1970, with a fraction. */
  readonly startTimeMs: number;
  /** How long it took, or, of one that is still running, how long it has. */
  readonly durationMs: number;
  /** Whether it has not ended yet. */
  readonly isRunning?: boolean;
  /** What is known of the work; those that tell most are drawn. */
  readonly attributes: Attributes;
  /** ERROR, with its message, where the work failed. */
  readonly status: SpanStatus;
  /** What happened meanwhile; of `exception` type and message are drawn. */
  readonly events: readonly TraceSpanEvent[];
}

/**
 * One event of a span, as `formatTrace()` takes it.
 *
 * @publicApi
 */
export interface TraceSpanEvent {
  /** Name of the event: `exception`. */
  readonly name: string;
  /** Absent where there are none. */
  readonly attributes?: Attributes;
}

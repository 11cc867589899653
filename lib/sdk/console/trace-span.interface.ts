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
  readonly name: string;
  readonly kind: SpanKind;
  /** `service.name` of the resource. */
  readonly serviceName: string;
  /** Milliseconds since 1970, with a fraction. */
  readonly startTimeMs: number;
  /** How long it took, or, of one that is still running, how long it has. */
  readonly durationMs: number;
  /** Whether it has not ended yet. */
  readonly isRunning?: boolean;
  readonly attributes: Attributes;
  readonly status: SpanStatus;
  readonly events: readonly { readonly name: string; readonly attributes?: Attributes }[];
}

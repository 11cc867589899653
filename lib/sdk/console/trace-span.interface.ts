import type { Attributes, SpanKind, SpanStatus } from '@opentelemetry/api';

/**
 * A finished span as `formatTrace()` takes it, from whichever process it came.
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
  readonly durationMs: number;
  readonly attributes: Attributes;
  readonly status: SpanStatus;
  readonly events: readonly { readonly name: string; readonly attributes?: Attributes }[];
}

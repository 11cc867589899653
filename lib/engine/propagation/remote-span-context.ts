import type { SpanContext, TraceState } from '@opentelemetry/api';

/** The caller's span, as a header tells of it. Its ids have been checked, so nobody has to again. */
export class RemoteSpanContext implements SpanContext {
  readonly isRemote = true;

  constructor(
    readonly traceId: string,
    readonly spanId: string,
    readonly traceFlags: number,
    readonly traceState: TraceState | undefined,
  ) {}
}

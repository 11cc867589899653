import { Inject, Injectable } from '@nestjs/common';
import { context, isSpanContextValid, propagation, trace } from '@opentelemetry/api';
import type { Attributes, Span } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace-node';
import type { TracingDiagnostics } from './instrumentation/report/tracing-diagnostics.interface.js';
import type { ResolvedTracingOptions } from './options/resolved-options.interface.js';
import type { TracingRuntime } from './sdk/tracing-runtime.js';
import { activeSpan } from './spans/active-span.js';
import { runInSpan } from './spans/run-in-span.js';
import type { RunInSpanOptions } from './spans/run-in-span-options.interface.js';
import { TracingReport } from './tracing-report.js';
import { RESOLVED_OPTIONS, TRACING_RUNTIME } from './tracing.internal-constants.js';

/**
 * The trace of the work in hand: its span, its id, its baggage. Usable everywhere; where nothing is
 * being traced the span is one that records nothing.
 *
 * @publicApi
 */
@Injectable()
export class TracingService {
  /** @internal */
  constructor(
    @Inject(RESOLVED_OPTIONS) private readonly options: ResolvedTracingOptions,
    @Inject(TRACING_RUNTIME) private readonly runtime: TracingRuntime | undefined,
    private readonly report: TracingReport,
  ) {}

  /** The active span. Never undefined: outside of a trace it is one that records nothing. */
  get currentSpan(): Span {
    return activeSpan();
  }

  /** Id of the trace, 32 hexadecimal digits, to look up in Jaeger; undefined outside of a trace. */
  get traceId(): string | undefined {
    const spanContext = trace.getActiveSpan()?.spanContext();
    // With tracing off there are spans too, whose id is all zeros.
    return spanContext !== undefined && isSpanContextValid(spanContext)
      ? spanContext.traceId
      : undefined;
  }

  /** Runs work in a span, and returns exactly what it returned, like {@link runInSpan}. */
  runInSpan<T>(name: string, work: (span: Span) => T): T;
  /** Runs work in a span that begins with these options. */
  runInSpan<T>(name: string, options: RunInSpanOptions, work: (span: Span) => T): T;
  runInSpan<T>(...args: [string, ...unknown[]]): T {
    return runInSpan(...(args as Parameters<typeof runInSpan<T>>));
  }

  /** Sets attributes on the active span. */
  setAttributes(attributes: Attributes): void {
    activeSpan().setAttributes(attributes);
  }

  /** Adds an event, with the time of now, to the active span. */
  addEvent(name: string, attributes?: Attributes): void {
    activeSpan().addEvent(name, attributes);
  }

  /** Value of one entry of the W3C baggage that travels with the trace. */
  getBaggage(key: string): string | undefined {
    return propagation.getActiveBaggage()?.getEntry(key)?.value;
  }

  /**
   * Runs work with further entries of baggage, which every service called by it receives. Baggage
   * goes over the wire in plain text, to third parties too.
   *
   * @see https://www.w3.org/TR/baggage/
   */
  withBaggage<T>(entries: Readonly<Record<string, string>>, work: () => T): T {
    let baggage = propagation.getActiveBaggage() ?? propagation.createBaggage();
    for (const [key, value] of Object.entries(entries)) {
      baggage = baggage.setEntry(key, { value });
    }
    return context.with(propagation.setBaggage(context.active(), baggage), work);
  }

  /**
   * Delivers the spans finished so far, for processes that end without closing the application.
   * Resolves within `shutdownTimeoutMs`, whether the collector answers or not.
   */
  async flush(): Promise<void> {
    await this.runtime?.flush(this.options.shutdownTimeoutMs);
  }

  /** With `exporter: 'memory'` the spans finished so far, oldest first; otherwise none. */
  finishedSpans(): ReadableSpan[] {
    return this.runtime?.finishedSpans() ?? [];
  }

  /**
   * What is traced in this process, by which way, and what is not and why. It is made when asked
   * for, which takes some milliseconds, so that it knows of libraries that were loaded meanwhile.
   * The object is frozen, and `JSON.stringify()` takes it as it is.
   */
  diagnostics(): TracingDiagnostics {
    return this.report.diagnostics();
  }
}

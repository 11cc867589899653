import type { SpanExporter, SpanProcessor } from '@opentelemetry/sdk-trace-node';
import { EngineTracerProvider } from '../../engine/engine-tracer-provider.js';
import type { Parcel } from '../../engine/otlp/parcel.interface.js';
import type {
  ResolvedSampling,
  ResolvedTracingOptions,
} from '../../options/resolved-options.interface.js';
import { createExporters } from '../create-exporters.js';
import { createResource } from '../create-resource.js';
import { createSpanProcessors, discardProcessors } from '../create-span-processors.js';
import type { Machine } from '../machine.interface.js';
import { redactFailure } from '../redact-failure.js';
import { createEarlySampler, createSampler } from '../sampling/create-sampler.js';
import { createOtlpSink } from './create-otlp-sink.js';

/** The engine of this package, which sends OTLP by itself and hands other exporters ReadableSpans. */
export class FastMachine implements Machine {
  readonly provider: EngineTracerProvider;
  #processors: readonly SpanProcessor[] = [];

  constructor(
    sampling: ResolvedSampling,
    spanLimits: ResolvedTracingOptions['spanLimits'],
    onHoldFull?: () => void,
  ) {
    this.provider = new EngineTracerProvider({
      sampler: createEarlySampler(sampling),
      spanLimits,
      redact: redactFailure,
      awaitsConfiguration: true,
      onHoldFull,
    });
  }

  configure(options: ResolvedTracingOptions, beside: readonly SpanProcessor[]): SpanExporter[] {
    const sink = createOtlpSink(options);
    const others = options.exporters.filter((name) => sink === undefined || name !== 'otlp');
    const exporters = createExporters(others, options);
    this.#processors = [...beside, ...createSpanProcessors(options, exporters)];
    this.provider.configure({
      resource: createResource(options.resource),
      spanLimits: options.spanLimits,
      sampler: createSampler(options),
      spanProcessors: this.#processors,
      sink,
      keep: options.keep,
    });
    return exporters;
  }

  discard(): void {
    this.provider.discard();
    discardProcessors(this.#processors);
  }

  get endedSpans(): number {
    return this.provider.endedSpans;
  }

  entriesSettled(): Promise<void> {
    return this.provider.entriesSettled();
  }

  undelivered(): readonly Parcel[] {
    return this.provider.undelivered();
  }

  forceFlush(timeoutMs: number): Promise<void> {
    return this.provider.forceFlush({ timeoutMillis: timeoutMs });
  }

  rest(): void {
    this.provider.rest();
  }
}

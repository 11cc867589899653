import type { SpanExporter } from '@opentelemetry/sdk-trace-node';
import { EngineTracerProvider } from '../../engine/engine-tracer-provider.js';
import type { Parcel } from '../../engine/otlp/parcel.interface.js';
import type {
  ResolvedSampling,
  ResolvedTracingOptions,
} from '../../options/resolved-options.interface.js';
import { createExporters } from '../create-exporters.js';
import { createResource } from '../create-resource.js';
import { createSpanProcessors } from '../create-span-processors.js';
import type { Machine } from '../machine.interface.js';
import { redactFailure } from '../redact-failure.js';
import { createEarlySampler, createSampler } from '../sampling/create-sampler.js';
import { createOtlpSink } from './create-otlp-sink.js';

/** The engine of this package, which sends OTLP by itself and hands other exporters ReadableSpans. */
export class FastMachine implements Machine {
  readonly provider: EngineTracerProvider;

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

  configure(options: ResolvedTracingOptions): SpanExporter[] {
    const sink = createOtlpSink(options);
    const others = options.exporters.filter((name) => sink === undefined || name !== 'otlp');
    const exporters = createExporters(others, options);
    this.provider.configure({
      resource: createResource(options.resource),
      spanLimits: options.spanLimits,
      sampler: createSampler(options),
      spanProcessors: createSpanProcessors(options, exporters),
      sink,
      keep: options.keep,
    });
    return exporters;
  }

  discard(): void {
    this.provider.discard();
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

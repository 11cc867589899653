import type {
  NodeTracerProvider,
  SpanExporter,
  SpanProcessor,
} from '@opentelemetry/sdk-trace-node';
import type { Parcel } from '../../engine/otlp/parcel.interface.js';
import type {
  ResolvedSampling,
  ResolvedTracingOptions,
} from '../../options/resolved-options.interface.js';
import { GuardedProcessors } from '../../engine/pipeline/guarded-processors.js';
import { TraceKeeper } from '../../engine/keeping/trace-keeper.js';
import { createExporters } from '../create-exporters.js';
import { createResource } from '../create-resource.js';
import { createSpanProcessors, discardProcessors } from '../create-span-processors.js';
import { createOtlpSink } from '../fast/create-otlp-sink.js';
import { loadOtlpExporter, loadOtlpSerializer, loadTraceSdk } from '../load-sdk.js';
import type { Machine } from '../machine.interface.js';
import { createEarlyStockSampler, createStockSampler } from './create-sampler.js';
import { HandingExporter } from './handing-exporter.js';
import { KeepingSampler } from './keeping-sampler.js';
import { LateResource } from './late-resource.js';
import { LateSampler } from './late-sampler.js';
import { LateSpanProcessor } from './late-span-processor.js';
import { RedactingSpanProcessor } from './redacting-span-processor.js';

/** `NodeTracerProvider`, with the batch processor and exporter of the SDK. */
export class StockMachine implements Machine {
  readonly #resource = new LateResource();
  readonly #sampler: LateSampler;
  readonly #processor = new LateSpanProcessor();
  #processors: readonly SpanProcessor[] = [];
  #otlp:
    { readonly exporter: HandingExporter; readonly options: ResolvedTracingOptions } | undefined;
  readonly provider: NodeTracerProvider;

  constructor(sampling: ResolvedSampling, spanLimits: ResolvedTracingOptions['spanLimits']) {
    const { NodeTracerProvider } = loadTraceSdk();
    this.#sampler = new LateSampler(createEarlyStockSampler(sampling));
    this.provider = new NodeTracerProvider({
      resource: this.#resource,
      sampler: this.#sampler,
      spanLimits,
      spanProcessors: [new RedactingSpanProcessor(), this.#processor],
    });
  }

  configure(options: ResolvedTracingOptions, beside: readonly SpanProcessor[]): SpanExporter[] {
    const exporters = createExporters(options.exporters, options).map((exporter) =>
      this.#takeOver(exporter, options),
    );
    this.#resource.delegate = createResource(options.resource);
    const sampler = createStockSampler(options);
    this.#processors = [...beside, ...createSpanProcessors(options, exporters)];
    const processors = new GuardedProcessors(this.#processors);
    const keeper = options.keep && new TraceKeeper(options.keep, processors);
    this.#sampler.delegate = keeper === undefined ? sampler : new KeepingSampler(sampler, keeper);
    this.#processor.deliverTo(keeper ?? processors);
    return exporters;
  }

  discard(): void {
    const { AlwaysOffSampler } = loadTraceSdk();
    this.#sampler.delegate = new AlwaysOffSampler();
    this.#processor.discard();
    discardProcessors(this.#processors);
  }

  get endedSpans(): number {
    return this.#processor.endedSpans;
  }

  entriesSettled(): Promise<void> {
    return this.#processor.entriesSettled();
  }

  /** Of the OTLP exporter; all others need this thread. */
  undelivered(): readonly Parcel[] {
    const serializer = this.#otlp && loadOtlpSerializer();
    if (this.#otlp === undefined || serializer === undefined) {
      return [];
    }
    this.#resource.isFinal = true;
    const batches = this.#otlp.exporter.handOver(() => {
      this.#processor.forceFlush().catch(() => undefined);
    });
    const sink = createOtlpSink(this.#otlp.options);
    return batches.flatMap((spans) => {
      const request = serializer.serializeRequest(spans);
      const parcel = request && sink?.parcel([Buffer.from(request)], spans.length);
      return parcel ?? [];
    });
  }

  #takeOver(exporter: SpanExporter, options: ResolvedTracingOptions): SpanExporter {
    const { exporters, otlp } = options;
    const isOurs = !exporters.some((one) => one === exporter);
    // Asked first, so that its package is loaded for nobody else.
    const isAsked = exporters.includes('otlp') && otlp.protocol === 'http/protobuf';
    if (!isOurs || !isAsked || !(exporter instanceof loadOtlpExporter().OTLPTraceExporter)) {
      return exporter;
    }
    const handing = new HandingExporter(exporter);
    this.#otlp = { exporter: handing, options };
    return handing;
  }

  forceFlush(): Promise<void> {
    return this.#processor.forceFlush();
  }
}

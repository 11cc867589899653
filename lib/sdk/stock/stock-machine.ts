import type { NodeTracerProvider, SpanExporter } from '@opentelemetry/sdk-trace-node';
import type {
  ResolvedSampling,
  ResolvedTracingOptions,
} from '../../options/resolved-options.interface.js';
import { TraceKeeper } from '../../engine/keeping/trace-keeper.js';
import { createExporters } from '../create-exporters.js';
import { createResource } from '../create-resource.js';
import { createSpanProcessors } from '../create-span-processors.js';
import { loadTraceSdk } from '../load-sdk.js';
import type { Machine } from '../machine.interface.js';
import { createEarlyStockSampler, createStockSampler } from './create-sampler.js';
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

  configure(options: ResolvedTracingOptions): SpanExporter[] {
    const exporters = createExporters(options.exporters, options);
    this.#resource.delegate = createResource(options.resource);
    const sampler = createStockSampler(options);
    const processors = createSpanProcessors(options, exporters);
    const keeper = options.keep && new TraceKeeper(options.keep, processors);
    this.#sampler.delegate = keeper === undefined ? sampler : new KeepingSampler(sampler, keeper);
    this.#processor.deliverTo(keeper === undefined ? processors : [keeper]);
    return exporters;
  }

  discard(): void {
    const { AlwaysOffSampler } = loadTraceSdk();
    this.#sampler.delegate = new AlwaysOffSampler();
    this.#processor.discard();
  }

  forceFlush(): Promise<void> {
    return this.#processor.forceFlush();
  }
}

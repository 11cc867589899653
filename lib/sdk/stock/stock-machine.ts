import type { NodeTracerProvider, SpanExporter } from '@opentelemetry/sdk-trace-node';
import type {
  ResolvedSampling,
  ResolvedTracingOptions,
} from '../../options/resolved-options.interface.js';
import { createExporters } from '../create-exporters.js';
import { createResource } from '../create-resource.js';
import { createSpanProcessors } from '../create-span-processors.js';
import { loadTraceSdk } from '../load-sdk.js';
import type { Machine } from '../machine.interface.js';
import { createEarlyStockSampler, createStockSampler } from './create-sampler.js';
import { LateResource } from './late-resource.js';
import { LateSampler } from './late-sampler.js';
import { LateSpanProcessor } from './late-span-processor.js';

/** `NodeTracerProvider`, with the batch processor and exporter of the SDK. */
export class StockMachine implements Machine {
  readonly #resource = new LateResource();
  readonly #sampler: LateSampler;
  readonly #processor = new LateSpanProcessor();
  readonly provider: NodeTracerProvider;

  constructor(sampling: ResolvedSampling) {
    const { NodeTracerProvider } = loadTraceSdk();
    this.#sampler = new LateSampler(createEarlyStockSampler(sampling));
    this.provider = new NodeTracerProvider({
      resource: this.#resource,
      sampler: this.#sampler,
      spanProcessors: [this.#processor],
    });
  }

  configure(options: ResolvedTracingOptions): SpanExporter[] {
    const exporters = createExporters(options.exporters, options);
    this.#resource.delegate = createResource(options);
    this.#sampler.delegate = createStockSampler(options);
    this.#processor.deliverTo(createSpanProcessors(options, exporters));
    return exporters;
  }

  forceFlush(): Promise<void> {
    return this.#processor.forceFlush();
  }
}

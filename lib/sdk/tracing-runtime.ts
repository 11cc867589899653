import { diag } from '@opentelemetry/api';
import {
  AlwaysOnSampler,
  InMemorySpanExporter,
  NodeTracerProvider,
  ParentBasedSampler,
} from '@opentelemetry/sdk-trace-node';
import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace-node';
import { messages } from '../errors/messages.js';
import type { ResolvedTracingOptions } from '../options/resolved-options.interface.js';
import { createExporter } from './create-exporter.js';
import { createResource } from './create-resource.js';
import { createSampler } from './create-sampler.js';
import { createSpanProcessors } from './create-span-processors.js';
import { LateResource } from './late-resource.js';
import { LateSampler } from './late-sampler.js';
import { LateSpanProcessor } from './late-span-processor.js';

/** One provider with everything behind it. Spans made before its options arrive wait for them. */
export class TracingRuntime {
  readonly #resource = new LateResource();
  readonly #sampler = new LateSampler(new ParentBasedSampler({ root: new AlwaysOnSampler() }));
  readonly #processor = new LateSpanProcessor();
  #exporter: SpanExporter | undefined;

  readonly provider = new NodeTracerProvider({
    resource: this.#resource,
    sampler: this.#sampler,
    spanProcessors: [this.#processor],
  });

  configure(options: ResolvedTracingOptions): void {
    this.#exporter = createExporter(options);
    this.#resource.delegate = createResource(options);
    this.#sampler.delegate = createSampler(options.sampling);
    this.#processor.deliverTo(createSpanProcessors(options, this.#exporter));
  }

  /** Finished spans, when they are kept in memory. */
  finishedSpans(): ReadableSpan[] {
    return this.#exporter instanceof InMemorySpanExporter ? this.#exporter.getFinishedSpans() : [];
  }

  /** Delivers what is finished. Resolves also when that fails, or takes longer than it may. */
  async flush(timeoutMs: number): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const timeout = new Promise<false>((resolve) => {
      timer = setTimeout(resolve, timeoutMs, false);
    });
    const isDelivered = await Promise.race([this.#deliver(), timeout]);
    clearTimeout(timer);
    if (!isDelivered) {
      diag.error(messages.flushTimedOut(timeoutMs));
    }
  }

  async #deliver(): Promise<true> {
    try {
      await this.#processor.forceFlush();
      // The processor does not wait for a batch that was under way already; the exporter does.
      await this.#exporter?.forceFlush?.();
    } catch (error) {
      diag.error('nestjs-tracing: the last spans could not be delivered.', error);
    }
    return true;
  }
}

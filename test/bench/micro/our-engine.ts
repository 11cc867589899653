import type { Tracer } from '@opentelemetry/api';
import { spansPerBatch } from './engine.js';
import type { Engine } from './engine.js';

interface Provider {
  getTracer(name: string): Tracer;
  register(): void;
}

interface Batch {
  tryAdd(span: unknown, maxSpanBytes: number): boolean;
  seal(): unknown;
  takeBack(batch: unknown): void;
}

/** Inner parts of the built package, which it exports to nobody. */
interface Parts {
  readonly EngineTracerProvider: new (options: object) => Provider;
  readonly RatioSampler: new (options: object) => object;
  readonly SpanBatch: new () => Batch;
}

const parts = ['engine-tracer-provider', 'sampling/ratio-sampler', 'otlp/encoding/span-batch'];

/** @throws Error when the build has no engine of its own yet */
export async function startOurEngine(): Promise<Engine> {
  const { EngineTracerProvider, RatioSampler, SpanBatch } = await loadParts();
  const provider = new EngineTracerProvider({ sink: new Sink(() => undefined) });
  provider.register();
  const sampler = new RatioSampler({ ratio: 0, isParentBased: true });
  const unsampled = new EngineTracerProvider({ sampler });
  return {
    tracer: provider.getTracer('micro'),
    unsampledTracer: unsampled.getTracer('micro'),
    encoder: (make) => {
      const spans: unknown[] = [];
      const keeping = new EngineTracerProvider({ sink: new Sink((span) => spans.push(span)) });
      for (let span = 0; span < spansPerBatch; span += 1) make(keeping.getTracer('micro'));
      const batch = new SpanBatch();
      return () => {
        spans.forEach((span) => batch.tryAdd(span, Number.MAX_SAFE_INTEGER));
        // As when it has been delivered: the buffers are used again.
        batch.takeBack(batch.seal());
      };
    },
  };
}

async function loadParts(): Promise<Parts> {
  const root = import.meta.resolve('nestjs-tracing/package.json');
  const urls = parts.map((part) => new URL(`./dist/engine/${part}.js`, root).href);
  const loaded = await Promise.all(urls.map((url) => import(url) as Promise<object>));
  return Object.assign({}, ...loaded) as Parts;
}

/** Takes ended spans in the place of the OTLP sink. */
class Sink {
  constructor(readonly write: (span: unknown) => unknown) {}

  useResource(): void {
    // What is encoded here has none.
  }
}

import { ProtobufTraceSerializer } from '@opentelemetry/otlp-transformer';
import {
  AlwaysOffSampler,
  InMemorySpanExporter,
  NodeTracerProvider,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-node';
import type { SpanProcessor } from '@opentelemetry/sdk-trace-node';
import { spansPerBatch } from './engine.js';
import type { Engine } from './engine.js';

const nobody: SpanProcessor = {
  onStart: () => undefined,
  onEnd: () => undefined,
  forceFlush: () => Promise.resolve(),
  shutdown: () => Promise.resolve(),
};

/** NodeTracerProvider, and the serializer of the stock OTLP exporter. */
export function startStockEngine(): Engine {
  const provider = new NodeTracerProvider({ spanProcessors: [nobody] });
  provider.register();
  const unsampled = new NodeTracerProvider({ sampler: new AlwaysOffSampler() });
  return {
    tracer: provider.getTracer('micro'),
    unsampledTracer: unsampled.getTracer('micro'),
    encoder: (make) => {
      const kept = new InMemorySpanExporter();
      const keeping = new NodeTracerProvider({ spanProcessors: [new SimpleSpanProcessor(kept)] });
      for (let span = 0; span < spansPerBatch; span += 1) make(keeping.getTracer('micro'));
      const spans = kept.getFinishedSpans();
      return () => ProtobufTraceSerializer.serializeRequest(spans);
    },
  };
}

import { context, propagation, trace } from '@opentelemetry/api';
import type { ContextManager } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { BatchSpanProcessor, NodeTracerProvider } from '@opentelemetry/sdk-trace-node';
import type { TracerConfig } from '@opentelemetry/sdk-trace-node';
import { EngineContextManager } from '../../../lib/engine/context/engine-context-manager.js';
import { EngineTracerProvider } from '../../../lib/engine/engine-tracer-provider.js';
import { OtlpSpanSink } from '../../../lib/engine/otlp/otlp-span-sink.js';

/** What both providers take and have. */
export type EngineConfig = Pick<
  TracerConfig,
  'resource' | 'sampler' | 'spanProcessors' | 'spanLimits' | 'idGenerator'
>;
export type Provider = NodeTracerProvider | EngineTracerProvider;

/** One way to get spans out of a process. */
export interface Engine {
  readonly name: string;
  createContextManager(): ContextManager;
  create(config?: EngineConfig): Provider;
  /** A provider whose sampled spans go to a collector when it is flushed. */
  createExporting(url: string, config?: EngineConfig): Provider;
}

const batches = { maxQueueSize: 10_000, maxExportBatchSize: 10_000, scheduledDelayMillis: 60_000 };

function stockExport(url: string): BatchSpanProcessor {
  return new BatchSpanProcessor(new OTLPTraceExporter({ url }), batches);
}

export const stock: Engine = {
  name: 'NodeTracerProvider',
  createContextManager: () => new AsyncLocalStorageContextManager(),
  create: (config = {}) => new NodeTracerProvider(config),
  createExporting: (url, { spanProcessors = [], ...config } = {}) =>
    new NodeTracerProvider({ ...config, spanProcessors: [...spanProcessors, stockExport(url)] }),
};

export const ours: Engine = {
  name: 'EngineTracerProvider',
  createContextManager: () => new EngineContextManager(),
  create: (config = {}) => new EngineTracerProvider(config),
  createExporting: (url, config = {}) =>
    new EngineTracerProvider({
      ...config,
      sink: new OtlpSpanSink({ url, maxBatchSpans: 10_000, intervalMs: 60_000 }),
    }),
};

/** Our spans, read as ReadableSpan by a processor and an exporter of the SDK. */
export const oursReadByStock: Engine = {
  ...ours,
  name: 'EngineTracerProvider with the stock exporter',
  createExporting: (url, { spanProcessors = [], ...config } = {}) =>
    new EngineTracerProvider({ ...config, spanProcessors: [...spanProcessors, stockExport(url)] }),
};

/** Takes everything out of the API, for the next case. */
export function forgetGlobals(): void {
  trace.disable();
  context.disable();
  propagation.disable();
}

import { FastifyOtelInstrumentation } from '@fastify/otel';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { registerInstrumentations } from '@opentelemetry/instrumentation';
import { ExpressInstrumentation } from '@opentelemetry/instrumentation-express';
import { HttpInstrumentation } from '@opentelemetry/instrumentation-http';
import { NestInstrumentation } from '@opentelemetry/instrumentation-nestjs-core';
import { PgInstrumentation } from '@opentelemetry/instrumentation-pg';
import { BatchSpanProcessor, NodeTracerProvider } from '@opentelemetry/sdk-trace-node';
import { apiSpan } from './api-span.mjs';
import { loadForPeers } from './load-for-peers.mjs';

const provider = new NodeTracerProvider({
  spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter())],
});
provider.register();

const isFastify = process.env.BENCH_PLATFORM === 'fastify';
const fastify = new FastifyOtelInstrumentation({ registerOnInitialization: false });

registerInstrumentations({
  instrumentations: [
    new HttpInstrumentation(),
    isFastify ? fastify : new ExpressInstrumentation(),
    new NestInstrumentation(),
    new PgInstrumentation(),
  ],
});
loadForPeers('http', 'express', 'pg', '@nestjs/core');

export const methodDecorator = apiSpan;

/** Fastify itself is imported before anybody could patch it, so its plugin is registered by hand. */
export async function onCreated(application) {
  if (isFastify) await application.getHttpAdapter().getInstance().register(fastify.plugin());
}

import { getNodeAutoInstrumentations } from '@opentelemetry/auto-instrumentations-node';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import {
  CompositePropagator,
  W3CBaggagePropagator,
  W3CTraceContextPropagator,
} from '@opentelemetry/core';
import { PrometheusExporter } from '@opentelemetry/exporter-prometheus';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { B3Propagator } from '@opentelemetry/propagator-b3';
import { JaegerPropagator } from '@opentelemetry/propagator-jaeger';
import { NodeSDK } from '@opentelemetry/sdk-node';
import { BatchSpanProcessor } from '@opentelemetry/sdk-trace-node';
import { OpenTelemetryModule, Span } from 'nestjs-otel';
import { loadForPeers } from './load-for-peers.mjs';

// The set-up of the README of nestjs-otel 8.1.1, with OTLP in place of the Jaeger exporter, and a
// free port for Prometheus.
const sdk = new NodeSDK({
  metricReaders: [new PrometheusExporter({ host: '127.0.0.1', port: 0 })],
  spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter())],
  contextManager: new AsyncLocalStorageContextManager(),
  textMapPropagator: new CompositePropagator({
    propagators: [
      new JaegerPropagator(),
      new W3CTraceContextPropagator(),
      new W3CBaggagePropagator(),
      new B3Propagator(),
    ],
  }),
  instrumentations: [getNodeAutoInstrumentations()],
});
sdk.start();
loadForPeers('http', 'express', 'pg', '@nestjs/core');

export const methodDecorator = Span;
export const imports = () => [OpenTelemetryModule.forRoot({ metrics: { hostMetrics: true } })];

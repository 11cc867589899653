import type * as JaegerExporter from '@opentelemetry/exporter-jaeger';
import type * as OtlpGrpcExporter from '@opentelemetry/exporter-trace-otlp-grpc';
import type * as OtlpJsonExporter from '@opentelemetry/exporter-trace-otlp-http';
import type * as OtlpExporter from '@opentelemetry/exporter-trace-otlp-proto';
import type * as ZipkinExporter from '@opentelemetry/exporter-zipkin';
import type * as TraceSdk from '@opentelemetry/sdk-trace-node';
import type { ReadableSpan } from '@opentelemetry/sdk-trace-node';
import { messages } from '../errors/messages.js';
import { TracingConfigurationError } from '../errors/tracing-configuration.error.js';
import { requireFrom } from '../packages/require-file.js';
import { requirePackage, resolvePackage } from '../packages/require-package.js';

/**
 * Processors, exporters and the stock provider. The engine sends OTLP without them, and then they
 * stay unloaded: with the OTLP exporter they are 213 modules, which keep 1.5 MB of heap.
 */
export function loadTraceSdk(): typeof TraceSdk {
  return loadPackage('@opentelemetry/sdk-trace-node', 'This engine or exporter') as typeof TraceSdk;
}

/** The OTLP exporter of the SDK for http/protobuf. */
export function loadOtlpExporter(): typeof OtlpExporter {
  const name = '@opentelemetry/exporter-trace-otlp-proto';
  return loadPackage(name, `The exporter 'otlp' of this engine`) as typeof OtlpExporter;
}

export function loadOtlpJsonExporter(): typeof OtlpJsonExporter {
  const name = '@opentelemetry/exporter-trace-otlp-http';
  return loadPackage(name, `The OTLP protocol 'http/json'`) as typeof OtlpJsonExporter;
}

export function loadOtlpGrpcExporter(): typeof OtlpGrpcExporter {
  const name = '@opentelemetry/exporter-trace-otlp-grpc';
  return loadPackage(name, `The OTLP protocol 'grpc'`) as typeof OtlpGrpcExporter;
}

export function loadJaegerExporter(): typeof JaegerExporter {
  return loadPackage(
    '@opentelemetry/exporter-jaeger',
    `The exporter 'jaeger'`,
  ) as typeof JaegerExporter;
}

export function loadZipkinExporter(): typeof ZipkinExporter {
  return loadPackage(
    '@opentelemetry/exporter-zipkin',
    `The exporter 'zipkin'`,
  ) as typeof ZipkinExporter;
}

/** What encodes the spans of that exporter, with which it comes; undefined in a bundle. */
export function loadOtlpSerializer(): OtlpSerializer | undefined {
  const exporter = resolvePackage('@opentelemetry/exporter-trace-otlp-proto');
  if (exporter === undefined) {
    return undefined;
  }
  const transformer = requireFrom(exporter)('@opentelemetry/otlp-transformer') as {
    readonly ProtobufTraceSerializer: OtlpSerializer;
  };
  return transformer.ProtobufTraceSerializer;
}

interface OtlpSerializer {
  serializeRequest(spans: readonly ReadableSpan[]): Uint8Array | undefined;
}

/** @throws TracingConfigurationError that says what to install */
export function loadPackage(packageName: string, neededFor: string): unknown {
  try {
    return requirePackage(packageName);
  } catch (error) {
    // What follows the first line is who required it.
    const [reason = ''] = String(error instanceof Error ? error.message : error).split('\n');
    const message = messages.packageMissing(packageName, neededFor, reason);
    throw new TracingConfigurationError([{ code: 'PACKAGE_MISSING', message }], { cause: error });
  }
}

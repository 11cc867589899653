import type * as OtlpExporter from '@opentelemetry/exporter-trace-otlp-proto';
import type * as TraceSdk from '@opentelemetry/sdk-trace-node';
import type { ReadableSpan } from '@opentelemetry/sdk-trace-node';
import { messages } from '../errors/messages.js';
import { requireFrom } from '../packages/require-file.js';
import { requirePackage, resolvePackage } from '../packages/require-package.js';

/**
 * Processors, exporters and the stock provider. The engine sends OTLP without them, and then they
 * stay unloaded: with the OTLP exporter they are 213 modules, which keep 1.5 MB of heap.
 */
export function loadTraceSdk(): typeof TraceSdk {
  return load('@opentelemetry/sdk-trace-node') as typeof TraceSdk;
}

/** The OTLP exporter of the SDK. */
export function loadOtlpExporter(): typeof OtlpExporter {
  return load('@opentelemetry/exporter-trace-otlp-proto') as typeof OtlpExporter;
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

function load(packageName: string): unknown {
  try {
    return requirePackage(packageName);
  } catch (error) {
    throw new Error(messages.packageMissing(packageName), { cause: error });
  }
}

import { describeSampling } from './describe-sampling.js';
import type {
  DeliveryDiagnostics,
  LibraryDiagnostics,
  TracingDiagnostics,
  TracingFinding,
} from './tracing-diagnostics.interface.js';

/** `nestjs-tracing: orders -> otlp http://localhost:4318, sampling 100 %, traced: http, typeorm`. */
export function formatReportLine(diagnostics: TracingDiagnostics): string {
  return `nestjs-tracing: ${diagnostics.serviceName} -> ${describeTarget(diagnostics)}`;
}

export function formatFinding({ message }: TracingFinding): string {
  return `nestjs-tracing: ${message}`;
}

function describeTarget({ state, delivery, provider, libraries }: TracingDiagnostics): string {
  if (delivery !== undefined) {
    return `${describeDelivery(delivery)}, traced: ${namesOfTraced(libraries)}`;
  }
  if (state === 'guest') {
    return `the tracer provider registered before it (${provider ?? 'of unknown class'})`;
  }
  return state === 'replaced'
    ? 'nowhere, since another application of this process, started later, has tracing off'
    : 'nowhere';
}

function describeDelivery(delivery: DeliveryDiagnostics): string {
  const targets = delivery.exporters.map(({ name, endpoint }) =>
    endpoint === undefined ? name : `${name} ${endpoint}`,
  );
  const all = [targets.slice(0, -1).join(', '), ...targets.slice(-1)].filter(Boolean).join(' and ');
  return `${all || 'no exporter'}, ${describeSampling(delivery)}`;
}

function namesOfTraced(libraries: readonly LibraryDiagnostics[]): string {
  const traced = libraries.filter(
    ({ library, tracedBy }) => library !== 'nest' && tracedBy !== undefined,
  );
  const names = [...new Set(traced.map(({ library }) => library))];
  return names.length === 0 ? 'Nest alone' : names.join(', ');
}

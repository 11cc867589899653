import { messages } from '../errors/messages.js';
import { isHeader } from './check-headers.js';
import type { OptionChecks } from './option-checks.js';
import type { TracingEnvironment } from './tracing-environment.js';

/** Lower entries first: those for all signals, those for traces, those of the code. */
export function resolveOtlpHeaders(
  option: Readonly<Record<string, string>> | undefined,
  environment: TracingEnvironment,
  checks: OptionChecks,
): Record<string, string> {
  const ofCode = Object.entries(option ?? {}).map(
    ([name, value]) => [name.toLowerCase(), value] as const,
  );
  return Object.fromEntries([
    ...headersFrom('OTEL_EXPORTER_OTLP_HEADERS', environment, checks),
    ...headersFrom('OTEL_EXPORTER_OTLP_TRACES_HEADERS', environment, checks),
    ...ofCode,
  ]);
}

/** @see https://opentelemetry.io/docs/specs/otel/protocol/exporter/#specifying-headers-via-environment-variables */
function headersFrom(
  variable: 'OTEL_EXPORTER_OTLP_HEADERS' | 'OTEL_EXPORTER_OTLP_TRACES_HEADERS',
  environment: TracingEnvironment,
  checks: OptionChecks,
): [name: string, value: string][] {
  const entries = (environment[variable] ?? '').split(',');
  return entries.flatMap((entry, index) => {
    if (entry.trim() === '') {
      return [];
    }
    const header = parseHeader(entry);
    if (header === undefined) {
      checks.refuse('INVALID_HEADER', messages.headerUnreadable(variable, index + 1));
    }
    return header === undefined ? [] : [header];
  });
}

function parseHeader(entry: string): [name: string, value: string] | undefined {
  const at = entry.indexOf('=');
  const name = decoded(entry.slice(0, Math.max(at, 0)).trim()).toLowerCase();
  const value = decoded(entry.slice(at + 1).trim());
  return isHeader(name, value) ? [name, value] : undefined;
}

/** As it is, where a per cent sign stands for itself. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

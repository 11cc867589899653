import { messages } from '../errors/messages.js';
import { TracingConfigurationError } from '../errors/tracing-configuration.error.js';
import type { ConfigurationMistake } from '../errors/tracing-configuration.error.js';
import { checkTracingOptions } from './check-tracing-options.js';
import { OptionChecks } from './option-checks.js';
import { resolveBestPractices } from './resolve-best-practices.js';
import { resolveBatch } from './resolve-batch.js';
import { resolveExporters } from './resolve-exporters.js';
import { resolveJaeger, resolveZipkin } from './resolve-jaeger-and-zipkin.js';
import { resolveKeep } from './resolve-keep.js';
import { resolveLayers } from './resolve-layers.js';
import { resolveLogs } from './resolve-logs.js';
import { resolveOtlp } from './resolve-otlp.js';
import { resolvePropagators } from './resolve-propagators.js';
import { resolveResource } from './resolve-resource.js';
import { resolveSampling } from './resolve-sampling.js';
import { resolveShutdown } from './resolve-shutdown.js';
import { resolveSpanLimits } from './resolve-span-limits.js';
import type { ResolvedTracingOptions } from './resolved-options.interface.js';
import type { TracingEnvironment } from './tracing-environment.js';
import type { TracingModuleOptions } from './tracing-options.interface.js';

/**
 * The options a user gave, made complete: code beats environment beats default.
 *
 * @throws TracingConfigurationError that names everything that is wrong
 */
export function resolveTracingOptions(
  given: TracingModuleOptions,
  environment: TracingEnvironment,
): ResolvedTracingOptions {
  if (typeof given !== 'object' || given === null) {
    const message = messages.noOptions(given);
    throw new TracingConfigurationError([{ code: 'NO_OPTIONS', message }]);
  }
  const checks = new OptionChecks();
  checkTracingOptions(given, checks);
  const options = withoutNulls(given);
  const debug = options.debug ?? isDebug(environment.DEBUG);
  const resolved: ResolvedTracingOptions = {
    enabled: options.enabled ?? !checks.flag('OTEL_SDK_DISABLED', environment.OTEL_SDK_DISABLED),
    exporters: resolveExporters(options.exporter, environment, checks),
    engine: options.engine ?? 'fast',
    otlp: resolveOtlp(options.otlp, environment, checks),
    jaeger: resolveJaeger(options.jaeger, environment, checks),
    zipkin: resolveZipkin(options.zipkin, environment, checks),
    batch: resolveBatch(options.batch, environment, checks),
    spanLimits: resolveSpanLimits(options.spanLimits, environment, checks),
    baggage: { spanAttributes: [options.baggage?.spanAttributes ?? []].flat() },
    redact: { keys: [options.redact?.keys ?? []].flat() },
    sampling: resolveSampling(options.sampling, environment, checks),
    keep: resolveKeep(options.keep),
    propagators: resolvePropagators(options.propagators, environment, checks),
    resource: resolveResource(options, environment, checks),
    shutdownTimeoutMs: options.shutdownTimeoutMs ?? 5_000,
    shutdown: resolveShutdown(options.shutdown),
    instrumentations: options.instrumentations ?? 'auto',
    http: { ...options.http },
    graphql: {
      fieldResolvers: options.graphql?.fieldResolvers ?? false,
      document: options.graphql?.document ?? false,
    },
    layers: resolveLayers(options.layers),
    messaging: { parent: options.messaging?.parent ?? 'parent' },
    jobs: {
      schedule: options.jobs?.schedule ?? true,
      eventEmitter: options.jobs?.eventEmitter ?? true,
      bullmq: options.jobs?.bullmq ?? true,
      cqrs: options.jobs?.cqrs ?? true,
    },
    logs: resolveLogs(options.logs, environment, checks),
    debug,
    bestPractices: resolveBestPractices(options.bestPractices, debug),
    warnings: checks.warnings,
  };
  if (isNotEmpty(checks.mistakes)) {
    throw new TracingConfigurationError(checks.mistakes);
  }
  return Object.freeze(resolved);
}

/** What is null has been refused by then, and the other mistakes are still to be found. */
function withoutNulls(options: TracingModuleOptions): TracingModuleOptions {
  const isNull = ([, value]: [string, unknown]) => value === null;
  const entries = Object.entries(options);
  return entries.some(isNull)
    ? Object.fromEntries(entries.filter((entry) => !isNull(entry)))
    : options;
}

function isTrue(value: string | undefined): boolean {
  return value?.toLowerCase() === 'true';
}

function isDebug(value: string | undefined): boolean {
  return isTrue(value) || value === '1';
}

function isNotEmpty(
  mistakes: ConfigurationMistake[],
): mistakes is [ConfigurationMistake, ...ConfigurationMistake[]] {
  return mistakes.length > 0;
}

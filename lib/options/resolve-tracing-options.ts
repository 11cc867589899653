import type { Attributes } from '@opentelemetry/api';
import { messages } from '../errors/messages.js';
import { TracingConfigurationError } from '../errors/tracing-configuration.error.js';
import type { ConfigurationMistake } from '../errors/tracing-configuration.error.js';
import {
  ATTR_DEPLOYMENT_ENVIRONMENT_NAME,
  ATTR_SERVICE_NAME,
  ATTR_SERVICE_VERSION,
} from '../semconv/attributes.js';
import { checkTracingOptions } from './check-tracing-options.js';
import { OptionChecks } from './option-checks.js';
import { resolveExporters } from './resolve-exporters.js';
import { resolveBatch, resolveOtlp } from './resolve-delivery.js';
import { resolveLayers } from './resolve-layers.js';
import { resolveLogs } from './resolve-logs.js';
import { resolveSampling } from './resolve-sampling.js';
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
  options: TracingModuleOptions,
  environment: TracingEnvironment,
): ResolvedTracingOptions {
  if (typeof options !== 'object' || options === null) {
    const message = messages.noOptions(options);
    throw new TracingConfigurationError([{ code: 'NO_OPTIONS', message }]);
  }
  const checks = new OptionChecks();
  checkTracingOptions(options, checks);
  const resolved: ResolvedTracingOptions = {
    enabled: options.enabled ?? !isTrue(environment.OTEL_SDK_DISABLED),
    exporters: resolveExporters(options.exporter, environment, checks),
    engine: options.engine ?? 'fast',
    otlp: resolveOtlp(options.otlp, environment, checks),
    batch: resolveBatch(options.batch, environment, checks),
    spanLimits: resolveSpanLimits(environment, checks),
    sampling: resolveSampling(options.sampling, environment, checks),
    declaredResource: declaredResource(options),
    assumedResource: assumedResource(environment),
    shutdownTimeoutMs: options.shutdownTimeoutMs ?? 5_000,
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
    debug: options.debug ?? isDebug(environment.DEBUG),
  };
  if (isNotEmpty(checks.mistakes)) {
    throw new TracingConfigurationError(checks.mistakes);
  }
  return Object.freeze(resolved);
}

/** What the code says of this process. */
function declaredResource(options: TracingModuleOptions): Attributes {
  return defined({
    ...options.resourceAttributes,
    ...defined({
      [ATTR_SERVICE_NAME]: options.serviceName,
      [ATTR_SERVICE_VERSION]: options.serviceVersion,
      [ATTR_DEPLOYMENT_ENVIRONMENT_NAME]: options.environment,
    }),
  });
}

/** What is assumed of this process when neither the code nor `OTEL_*` variables say it. */
function assumedResource(environment: TracingEnvironment): Attributes {
  return defined({
    [ATTR_SERVICE_NAME]: 'unknown_service:node',
    [ATTR_SERVICE_VERSION]: environment.npm_package_version,
    [ATTR_DEPLOYMENT_ENVIRONMENT_NAME]: environment.NODE_ENV,
  });
}

function defined(attributes: Attributes): Attributes {
  return Object.fromEntries(Object.entries(attributes).filter(([, value]) => value !== undefined));
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

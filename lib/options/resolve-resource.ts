import type { Attributes } from '@opentelemetry/api';
import { messages } from '../errors/messages.js';
import {
  ATTR_DEPLOYMENT_ENVIRONMENT_NAME,
  ATTR_SERVICE_NAME,
  ATTR_SERVICE_VERSION,
} from '../semconv/attributes.js';
import { checkDetectorNames } from './check-resource.js';
import type { OptionChecks } from './option-checks.js';
import { parseResourceAttributes } from './parse-resource-attributes.js';
import type { ResolvedResource } from './resolved-options.interface.js';
import type { ResourceDetectorOption } from './resource-options.interface.js';
import { splitList } from './split-list.js';
import type { TracingEnvironment } from './tracing-environment.js';
import type { TracingModuleOptions } from './tracing-options.interface.js';

/** Asked unless others are named: what says nothing that OpenTelemetry's conventions recommend. */
const DEFAULT_DETECTORS = ['env', 'host', 'process', 'serviceinstance'] as const;
const ALL_DETECTORS = ['env', 'host', 'os', 'process', 'serviceinstance'] as const;

/** What every span says of this process, as far as code and environment know it. */
export function resolveResource(
  options: TracingModuleOptions,
  environment: TracingEnvironment,
  checks: OptionChecks,
): ResolvedResource {
  const asked = options.resourceDetectors ?? detectorsFrom(environment, checks);
  const detectors = asked.includes('all') ? ALL_DETECTORS : asked;
  return {
    assumed: assumed(environment),
    detectors: detectors.filter((name) => name !== 'all' && name !== 'none' && name !== 'env'),
    fromEnvironment: {
      ...(detectors.includes('env') ? attributesFrom(environment, checks) : {}),
      ...defined({ [ATTR_SERVICE_NAME]: environment.OTEL_SERVICE_NAME }),
    },
    declared: declared(options),
  };
}

function detectorsFrom(
  { OTEL_NODE_RESOURCE_DETECTORS: text }: TracingEnvironment,
  checks: OptionChecks,
): readonly ResourceDetectorOption[] {
  if (text === undefined) {
    return DEFAULT_DETECTORS;
  }
  const names = splitList(text);
  checkDetectorNames('OTEL_NODE_RESOURCE_DETECTORS', names, checks);
  checks.alone('OTEL_NODE_RESOURCE_DETECTORS', names, ['all', 'none']);
  return names as ResourceDetectorOption[];
}

function attributesFrom(
  { OTEL_RESOURCE_ATTRIBUTES: text = '' }: TracingEnvironment,
  checks: OptionChecks,
): Attributes {
  const attributes = parseResourceAttributes(text);
  if (attributes === undefined) {
    checks.refuse('INVALID_RESOURCE_ATTRIBUTES', messages.invalidResourceAttributes());
  }
  return attributes ?? {};
}

/** What the code says of this process. */
function declared(options: TracingModuleOptions): Attributes {
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
function assumed(environment: TracingEnvironment): Attributes {
  return defined({
    [ATTR_SERVICE_NAME]: 'unknown_service:node',
    [ATTR_SERVICE_VERSION]: environment.npm_package_version,
    [ATTR_DEPLOYMENT_ENVIRONMENT_NAME]: environment.NODE_ENV,
  });
}

function defined(attributes: Attributes): Attributes {
  return Object.fromEntries(Object.entries(attributes).filter(([, value]) => value !== undefined));
}

import {
  defaultResource,
  detectResources,
  envDetector,
  hostDetector,
  processDetector,
  resourceFromAttributes,
  serviceInstanceIdDetector,
} from '@opentelemetry/resources';
import type { Resource, ResourceDetector } from '@opentelemetry/resources';
import { ATTR_SERVICE_NAME } from '../semconv/attributes.js';
import type { ResolvedTracingOptions } from '../options/resolved-options.interface.js';

/**
 * What every span says of this process: the telemetry SDK, host, process and service. Code stands
 * above `OTEL_RESOURCE_ATTRIBUTES` and `OTEL_SERVICE_NAME`, and those above what is assumed.
 *
 * @see https://opentelemetry.io/docs/specs/semconv/resource/
 */
export function createResource(
  options: Pick<ResolvedTracingOptions, 'declaredResource' | 'assumedResource'>,
): Resource {
  const detected = detectResources({
    detectors: [hostDetector, discreetProcessDetector, serviceInstanceIdDetector, envDetector],
  });
  return defaultResource()
    .merge(resourceFromAttributes(options.assumedResource))
    .merge(detected)
    .merge(resourceFromAttributes(options.declaredResource));
}

/** The name of this service on every span. */
export function serviceNameOf(
  options: Pick<ResolvedTracingOptions, 'declaredResource' | 'assumedResource'>,
): string {
  const { attributes } = resourceFromAttributes(options.assumedResource)
    .merge(detectResources({ detectors: [envDetector] }))
    .merge(resourceFromAttributes(options.declaredResource));
  return String(attributes[ATTR_SERVICE_NAME]);
}

/** The arguments of a command line may hold passwords, and would stand on every span. */
const discreetProcessDetector: ResourceDetector = {
  detect(config) {
    const { attributes = {} } = processDetector.detect(config);
    const { 'process.command_args': _, ...discreet } = attributes;
    return { attributes: discreet };
  },
};

import { defaultResource, resourceFromAttributes } from '@opentelemetry/resources';
import type { Resource } from '@opentelemetry/resources';
import type { ResolvedResource } from '../options/resolved-options.interface.js';
import { ATTR_SERVICE_NAME } from '../semconv/attributes.js';
import { detectResource } from './resource-detection/detect-resource.js';
import { detectorOf } from './resource-detection/named-detectors.js';

/**
 * What every span says of this process: the telemetry SDK, host, process and service. Code stands
 * above `OTEL_RESOURCE_ATTRIBUTES` and `OTEL_SERVICE_NAME`, those above what detectors find out, and
 * that above what is assumed.
 *
 * @see https://opentelemetry.io/docs/specs/semconv/resource/
 */
export function createResource({
  assumed,
  detectors,
  fromEnvironment,
  declared,
}: ResolvedResource): Resource {
  const detected = detectors.map((detector) => detectResource(detectorOf(detector)));
  const resource = [
    resourceFromAttributes(assumed),
    ...detected,
    resourceFromAttributes(fromEnvironment),
    resourceFromAttributes(declared),
  ].reduce((below, above) => below.merge(above), defaultResource());
  // So that it is there also for those who read it without waiting, such as printers.
  void resource.waitForAsyncAttributes?.();
  return resource;
}

/** The name of this service on every span, unless a detector knows another. */
export function serviceNameOf({ assumed, fromEnvironment, declared }: ResolvedResource): string {
  return String({ ...assumed, ...fromEnvironment, ...declared }[ATTR_SERVICE_NAME]);
}

import type { ResourceDetector } from '@opentelemetry/resources';

/** Resource detectors known by name; `'all'` and `'none'` stand alone. */
export type ResourceDetectorName =
  'all' | 'none' | 'env' | 'host' | 'os' | 'process' | 'serviceinstance';

/** A resource detector by name, or any OpenTelemetry `ResourceDetector`. */
export type ResourceDetectorOption = ResourceDetectorName | ResourceDetector;

import type * as B3 from '@opentelemetry/propagator-b3';
import type * as Jaeger from '@opentelemetry/propagator-jaeger';
import { loadPackage } from './load-sdk.js';

/** @throws TracingConfigurationError when the package is not installed */
export function loadB3(name: string): typeof B3 {
  return loadPackage('@opentelemetry/propagator-b3', `The propagator '${name}'`) as typeof B3;
}

/** @throws TracingConfigurationError when the package is not installed */
export function loadJaeger(name: string): typeof Jaeger {
  return loadPackage(
    '@opentelemetry/propagator-jaeger',
    `The propagator '${name}'`,
  ) as typeof Jaeger;
}

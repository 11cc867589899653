import type * as B3 from '@opentelemetry/propagator-b3';
import type * as Jaeger from '@opentelemetry/propagator-jaeger';
import { messages } from '../errors/messages.js';
import { TracingConfigurationError } from '../errors/tracing-configuration.error.js';
import { requirePackage } from '../packages/require-package.js';

/** @throws TracingConfigurationError when the package is not installed */
export function loadB3(name: string): typeof B3 {
  return load(name, '@opentelemetry/propagator-b3') as typeof B3;
}

/** @throws TracingConfigurationError when the package is not installed */
export function loadJaeger(name: string): typeof Jaeger {
  return load(name, '@opentelemetry/propagator-jaeger') as typeof Jaeger;
}

function load(name: string, packageName: string): unknown {
  try {
    return requirePackage(packageName);
  } catch (error) {
    const message = messages.propagatorMissing(name, packageName);
    throw Object.assign(new TracingConfigurationError([{ code: 'PACKAGE_MISSING', message }]), {
      cause: error,
    });
  }
}

import type { ResolvedTracingOptions } from '../options/resolved-options.interface.js';
import { serviceNameOf } from './create-resource.js';
import { isForeignProviderRegistered, registeredProvider } from './register-provider.js';
import type { TracingRuntime } from './tracing-runtime.js';

/** Whose tracer provider is in force: the application's own, another of ours, somebody else's. */
export type ProviderOwner = 'own' | 'ours' | 'foreign' | 'none';

/** What the machine behind the API says of itself. */
export interface MachineDescription {
  readonly serviceName: string;
  readonly owner: ProviderOwner;
  /** Class of that tracer provider. */
  readonly providerName: string | undefined;
}

export function describeMachine(
  options: ResolvedTracingOptions,
  runtime: TracingRuntime | undefined,
): MachineDescription {
  return {
    serviceName: serviceNameOf(options.resource),
    owner: ownerOfProvider(runtime),
    providerName: registeredProvider()?.constructor.name,
  };
}

function ownerOfProvider(runtime: TracingRuntime | undefined): ProviderOwner {
  const registered = registeredProvider();
  if (registered === undefined) {
    return 'none';
  }
  if (isForeignProviderRegistered()) {
    return 'foreign';
  }
  return registered === runtime?.provider ? 'own' : 'ours';
}

import type { ResolvedTracingOptions } from '../options/resolved-options.interface.js';
import { serviceNameOf } from './create-resource.js';
import { sharedProvider } from './applications/shared-provider.js';
import { isForeignProviderRegistered, providerInForce } from './register-provider.js';
import type { TracingRuntime } from './tracing-runtime.js';

/** Whose tracer provider makes the spans of an application: its own, somebody else's, nobody's. */
export type ProviderOwner = 'own' | 'foreign' | 'none';

/** What the machine behind the API says of itself. */
export interface MachineDescription {
  readonly serviceName: string;
  readonly owner: ProviderOwner;
  /** Whether no other application has started later, by which goes what a process has one of. */
  readonly isLast: boolean;
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
    isLast: runtime?.isRecording === true || runtime?.provider === sharedProvider.latest,
    providerName: providerInForce()?.constructor.name,
  };
}

function ownerOfProvider(runtime: TracingRuntime | undefined): ProviderOwner {
  if (isForeignProviderRegistered()) {
    return 'foreign';
  }
  // A later application may have switched tracing off for all but those under test.
  if (runtime !== undefined && (runtime.isRecording || providerInForce() !== undefined)) {
    return 'own';
  }
  return providerInForce() === undefined ? 'none' : 'foreign';
}

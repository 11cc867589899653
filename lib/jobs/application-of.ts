import type { ModulesContainer } from '@nestjs/core';
import type { ResolvedTracingOptions } from '../options/resolved-options.interface.js';

/** What Nest holds of a provider. */
interface Provider {
  readonly metatype: unknown;
  readonly isNotMetatype: boolean;
  readonly instance: unknown;
}

interface Membership {
  readonly provider: WeakRef<Provider>;
  readonly application: ResolvedTracingOptions;
}

/** A provider that was found, which Nest may not have made yet. */
export interface ClaimedProvider {
  readonly prototype: object;
  readonly instance: unknown;
}

/** Several applications of one process have the classes of Nest's packages in common. */
const memberships = new Set<Membership>();

/**
 * Notes that an application has the providers whose classes have all of these methods. Nest's
 * packages do not export those classes, and a bundler may have given them other names.
 */
export function claimProviders(
  modules: ModulesContainer,
  application: ResolvedTracingOptions,
  methods: readonly string[],
): ClaimedProvider[] {
  const claimed: ClaimedProvider[] = [];
  for (const { providers } of modules.values()) {
    for (const provider of providers.values()) {
      const prototype = prototypeOf(provider);
      if (prototype !== undefined && methods.every((method) => method in prototype)) {
        memberships.add({ provider: new WeakRef(provider), application });
        claimed.push({ prototype, instance: provider.instance });
      }
    }
  }
  return claimed;
}

/** The options of the application whose provider this instance is; undefined where no one claimed it. */
export function applicationOf(instance: unknown): ResolvedTracingOptions | undefined {
  for (const membership of memberships) {
    const provider = membership.provider.deref();
    if (provider === undefined) {
      memberships.delete(membership);
    } else if (provider.instance === instance) {
      return membership.application;
    }
  }
  return undefined;
}

function prototypeOf({ metatype, isNotMetatype }: Provider): object | undefined {
  return typeof metatype === 'function' && !isNotMetatype
    ? (metatype.prototype as object | undefined)
    : undefined;
}

import type { ModulesContainer } from '@nestjs/core';
import type { ResolvedTracingOptions } from '../options/resolved-options.interface.js';

/** What Nest holds of a provider. */
export interface Provider {
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
  readonly type: Function;
  readonly prototype: object;
  readonly instance: unknown;
}

/** By the prototype of the provider: several applications of one process have their classes in common. */
const memberships = new WeakMap<object, Set<Membership>>();

/** Notes that an application has the providers of certain classes. */
export function claimProviders(
  modules: ModulesContainer,
  application: ResolvedTracingOptions,
  isMeant: (type: Function) => boolean,
): ClaimedProvider[] {
  const claimed: ClaimedProvider[] = [];
  for (const { providers } of modules.values()) {
    for (const provider of providers.values()) {
      const { metatype: type, isNotMetatype, instance } = provider;
      const prototype = isNotMetatype ? undefined : prototypeOf(type);
      if (prototype !== undefined && isMeant(type as Function)) {
        claim(provider, prototype, application);
        claimed.push({ type: type as Function, prototype, instance });
      }
    }
  }
  return claimed;
}

/** Notes that an application has a provider of whose class nothing was known, and which has been made. */
export function claimInstance(provider: Provider, application: ResolvedTracingOptions): void {
  const { instance } = provider;
  if (applicationOf(instance) === undefined) {
    claim(provider, Object.getPrototypeOf(instance) as object, application);
  }
}

/**
 * Tells the classes that have all of these methods: Nest's packages do not export theirs, and a
 * bundler may have given them other names.
 */
export function haveMethods(...methods: readonly string[]): (type: Function) => boolean {
  return ({ prototype }) => methods.every((method) => method in (prototype as object));
}

/** The options of the application whose provider this instance is; undefined where no one claimed it. */
export function applicationOf(instance: unknown): ResolvedTracingOptions | undefined {
  if (typeof instance !== 'object' || instance === null) {
    return undefined;
  }
  const candidates = memberships.get(Object.getPrototypeOf(instance) as object);
  for (const membership of candidates ?? []) {
    const provider = membership.provider.deref();
    if (provider === undefined) {
      candidates!.delete(membership);
    } else if (provider.instance === instance) {
      return membership.application;
    }
  }
  return undefined;
}

function claim(provider: Provider, prototype: object, application: ResolvedTracingOptions): void {
  const members = memberships.get(prototype) ?? new Set();
  memberships.set(prototype, members.add({ provider: new WeakRef(provider), application }));
}

function prototypeOf(type: unknown): object | undefined {
  return typeof type === 'function' ? (type.prototype as object | undefined) : undefined;
}

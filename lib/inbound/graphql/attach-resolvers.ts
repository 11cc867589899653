import 'reflect-metadata';
import type { ModulesContainer } from '@nestjs/core';
import type { ResolvedTracingOptions } from '../../options/resolved-options.interface.js';
import type { Method } from '../../spans/imitate.js';
import { methodName, readParameters, recordedParameters } from '../../spans/recorded-parameters.js';
import type { MethodPlace } from '../../spans/recorded-parameters.js';
import { isSpanSettled, traceMethod } from '../../spans/trace-method.js';
import type { MethodSpan } from '../../spans/trace-method.js';
import { isFieldResolver, isRootResolver, isSubscription } from './resolver-kind.js';
import { unfollowed } from './unfollowed.js';

/**
 * Gives every resolver of a query, mutation, subscription or entity a span, and those of fields
 * where they are asked for. Each method is replaced once, on the prototype that declares it, before
 * the schema is built from them.
 */
export function attachResolvers(modules: ModulesContainer, options: ResolvedTracingOptions): void {
  const { fieldResolvers } = options.graphql;
  const isTraced = (method: Function) =>
    isRootResolver(method) || (fieldResolvers && isFieldResolver(method));
  for (const { providers } of modules.values()) {
    for (const { metatype } of providers.values()) {
      if (typeof metatype === 'function') {
        attachInherited(metatype.prototype as object | undefined, isTraced);
      }
    }
  }
}

function attachInherited(prototype: object | undefined, isTraced: (method: Function) => boolean) {
  for (
    let target: object | null = prototype ?? null;
    target !== null && target !== Object.prototype;
    target = Object.getPrototypeOf(target) as object | null
  ) {
    attachOwn(target, isTraced);
  }
}

function attachOwn(target: object, isTraced: (method: Function) => boolean): void {
  for (const key of Reflect.ownKeys(target)) {
    const descriptor = Object.getOwnPropertyDescriptor(target, key);
    const method: unknown = descriptor?.value;
    if (
      key !== 'constructor' &&
      typeof method === 'function' &&
      isTraced(method) &&
      !isSpanSettled(method)
    ) {
      const resolver = attachResolver({ target, key }, method as Method);
      Object.defineProperty(target, key, { ...descriptor, value: resolver });
    }
  }
}

function attachResolver(place: MethodPlace, method: Method): Method {
  const resolver = isSubscription(method) ? unfollowed(method) : method;
  return traceMethod(resolver, describeResolver(place));
}

function describeResolver(place: MethodPlace): MethodSpan {
  const parameters = recordedParameters(place);
  const describeCall = (args: unknown[]) => ({ attributes: readParameters(parameters, args) });
  return {
    description: { name: methodName(place) },
    describeCall: parameters.length === 0 ? undefined : describeCall,
  };
}

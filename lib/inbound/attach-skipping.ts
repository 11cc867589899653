import 'reflect-metadata';
import type { ApplicationConfig, ModulesContainer } from '@nestjs/core';
import { HOST_METADATA, SKIP_TRACING_METADATA } from '../tracing.internal-constants.js';
import { SkipTracingGuard } from './skip-tracing.guard.js';

/**
 * Sees to it that `@SkipTracing()` is obeyed. Applications that do not use it get no guard. To be
 * called before anybody else can bind a global one.
 */
export function attachSkipping(modules: ModulesContainer, config: ApplicationConfig): void {
  const controllers = controllersOf(modules);
  if (controllers.some(mentionsSkipping)) {
    const hasHosts = controllers.some((type) => Reflect.getMetadata(HOST_METADATA, type));
    config.addGlobalGuard(new SkipTracingGuard(config, hasHosts));
  }
}

function controllersOf(modules: ModulesContainer): Function[] {
  return [...modules.values()]
    .flatMap(({ controllers }) => [...controllers.values()])
    .map(({ metatype }) => metatype)
    .filter((metatype) => typeof metatype === 'function');
}

function mentionsSkipping(type: Function): boolean {
  return (
    Reflect.hasMetadata(SKIP_TRACING_METADATA, type) ||
    methodsOf(type.prototype as object | null).some((method) =>
      Reflect.hasMetadata(SKIP_TRACING_METADATA, method),
    )
  );
}

/** Its own and the inherited ones. */
function methodsOf(prototype: object | null | undefined): Function[] {
  if (prototype === null || prototype === undefined || prototype === Object.prototype) {
    return [];
  }
  const own = Object.values(Object.getOwnPropertyDescriptors(prototype))
    .map(({ value }): unknown => value)
    .filter((value) => typeof value === 'function');
  return [...own, ...methodsOf(Object.getPrototypeOf(prototype) as object | null)];
}

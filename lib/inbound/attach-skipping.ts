import 'reflect-metadata';
import type { ApplicationConfig, ModulesContainer } from '@nestjs/core';
import { classesOf } from '../spans/classes-of.js';
import { methodsOf } from '../spans/methods-of.js';
import { HOST_METADATA, SKIP_TRACING_METADATA } from '../tracing.internal-constants.js';
import { SkipTracingGuard } from './skip-tracing.guard.js';

/**
 * Sees to it that `@SkipTracing()` is obeyed. Applications that do not use it get no guard. To be
 * called before anybody else can bind a global one.
 */
export function attachSkipping(modules: ModulesContainer, config: ApplicationConfig): void {
  const controllers = [...modules.values()].flatMap((module) => classesOf(module.controllers));
  if (controllers.some(mentionsSkipping)) {
    const hasHosts = controllers.some((type) => Reflect.getMetadata(HOST_METADATA, type));
    config.addGlobalGuard(new SkipTracingGuard(config, hasHosts));
  }
}

function mentionsSkipping(type: Function): boolean {
  return (
    Reflect.hasMetadata(SKIP_TRACING_METADATA, type) ||
    methodsOf(type).some(({ method }) => Reflect.hasMetadata(SKIP_TRACING_METADATA, method))
  );
}

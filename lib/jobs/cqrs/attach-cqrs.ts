import type { ModulesContainer } from '@nestjs/core';
import type { ResolvedTracingOptions } from '../../options/resolved-options.interface.js';
import { classesOf } from '../../spans/classes-of.js';
import { useCqrs } from './applications.js';
import { attachBus } from './attach-bus.js';
import { attachHandlers } from './attach-handlers.js';

/**
 * Traces the handlers and sagas of `@nestjs/cqrs`, each method once, on the prototype that declares
 * it.
 */
export function attachCqrs(modules: ModulesContainer, options: ResolvedTracingOptions): void {
  useCqrs(options);
  if (!options.jobs.cqrs) {
    return;
  }
  for (const { providers } of modules.values()) {
    for (const type of classesOf(providers)) {
      attachBus(type);
      attachHandlers(type.prototype as object, type);
    }
  }
}

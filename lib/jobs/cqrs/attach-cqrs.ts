import type { ModulesContainer } from '@nestjs/core';
import type { ResolvedTracingOptions } from '../../options/resolved-options.interface.js';
import { claimProviders } from '../application-of.js';
import { useCqrs } from './applications.js';
import { attachBus, isBus } from './attach-bus.js';
import { attachHandlers } from './attach-handlers.js';
import { isHandler } from './handler-kinds.js';

/**
 * Traces the handlers and sagas of `@nestjs/cqrs`, each method once, on the prototype that declares
 * it.
 */
export function attachCqrs(modules: ModulesContainer, options: ResolvedTracingOptions): void {
  useCqrs(options);
  // Those of an application without spans too: another may have attached to their classes.
  const handlers = claimProviders(modules, options, isHandler);
  if (!options.jobs.cqrs) {
    return;
  }
  handlers.forEach(({ prototype, type }) => attachHandlers(prototype, type));
  claimProviders(modules, options, isBus).forEach(({ prototype }) => attachBus(prototype));
}

import { BaseExceptionFilter } from '@nestjs/core';
import type { ModulesContainer } from '@nestjs/core';
import type { ResolvedTracingOptions } from '../options/resolved-options.interface.js';
import { classesOf } from '../spans/classes-of.js';
import { noteErrorsOf } from '../spans/note-error.js';
import { attachDecorated, attachGlobal } from './attach-enhancers.js';
import { attachHandlers } from './attach-handlers.js';
import { attachModuleMiddleware } from './attach-middleware.js';
import { attachProvider } from './attach-providers.js';
import { useLayers } from './layer-method.js';

/** Nest's own module, whose providers are the framework. */
const FRAMEWORK_MODULE = 'InternalCoreModule';

/**
 * Traces what Nest runs around handlers, and the handlers, of every class the application has. To be
 * called before Nest builds its routes and takes message handlers from their classes.
 *
 * @param application known by its options
 */
export function attachLayers(modules: ModulesContainer, application: ResolvedTracingOptions): void {
  const { layers } = application;
  useLayers(application, layers);
  attachGlobal();
  attachModuleMiddleware();
  noteErrorsOf(BaseExceptionFilter);
  for (const { name, controllers, providers } of modules.values()) {
    for (const type of [...classesOf(controllers), ...classesOf(providers)]) {
      attachDecorated(type);
      attachHandlers(type, application);
    }
    if (layers.providers && name !== FRAMEWORK_MODULE) {
      classesOf(providers).forEach(attachProvider);
    }
  }
}

import type { ModulesContainer } from '@nestjs/core';
import type { ResolvedTracingOptions } from '../../options/resolved-options.interface.js';
import { guarded } from '../../spans/guarded.js';
import { replaceMethod } from '../../spans/replace-method.js';
import { applicationOf, claimProviders, haveMethods } from '../application-of.js';
import { markEmissions } from './emission.js';
import { traceListener } from './trace-listener.js';
import type { CallListener, ListenerCall } from './trace-listener.js';

/** Finds the methods with `@OnEvent()`, and calls them. */
const isLoader = haveMethods('loadEventListeners', 'wrapFunctionInTryCatchBlocks');

interface Loader {
  readonly eventEmitter?: object;
}

/**
 * Traces the listeners that `@OnEvent()` makes, at the place where `@nestjs/event-emitter` calls
 * them: neither the methods nor the listeners that the emitter knows are replaced.
 */
export function attachEventEmitter(
  modules: ModulesContainer,
  options: ResolvedTracingOptions,
): void {
  claimProviders(modules, options, isLoader).forEach(({ prototype }) => attachLoader(prototype));
}

function attachLoader(prototype: object): void {
  replaceMethod(prototype, 'loadEventListeners', (load) => {
    return function (...args) {
      const { eventEmitter } = this as Loader;
      if (eventEmitter !== undefined && applicationOf(this) !== undefined) {
        guarded('attaching to an event emitter', markEmissions, eventEmitter);
      }
      return load.apply(this, args);
    };
  });
  replaceMethod(prototype, 'wrapFunctionInTryCatchBlocks', (call) => {
    return function (...args) {
      const application = applicationOf(this);
      const callListener: CallListener = (...changed) =>
        call.apply(this, changed) as Promise<unknown>;
      return application === undefined
        ? call.apply(this, args)
        : traceListener(application, callListener, args as ListenerCall);
    };
  });
}

import type { ResolvedTracingOptions } from '../../options/resolved-options.interface.js';
import { classOf } from '../../spans/class-of.js';
import { guarded } from '../../spans/guarded.js';
import { replaceMethod } from '../../spans/replace-method.js';
import { applicationOf, claimInstance, haveMethods } from '../application-of.js';
import type { Provider } from '../application-of.js';
import { attachHandlers } from './attach-handlers.js';

/** Tells command, query and event buses. */
export const isBus = haveMethods('register', 'registerHandler');

/**
 * Has a command, query or event bus show the handlers it is given, while the application starts:
 * those that a factory made, and methods that are arrow functions, are not found by their class.
 */
export function attachBus(prototype: object): void {
  attachRegister(prototype, 'register');
  attachRegister(prototype, 'registerSagas');
}

function attachRegister(prototype: object, key: string): void {
  replaceMethod(prototype, key, (register) => {
    return function (...args) {
      const application = applicationOf(this);
      if (application !== undefined) {
        guarded('looking at handlers', attachInstances, args[0], application);
      }
      return register.apply(this, args);
    };
  });
}

function attachInstances(providers: unknown, application: ResolvedTracingOptions): void {
  for (const provider of Array.isArray(providers) ? (providers as Provider[]) : []) {
    const type = classOf(provider.instance);
    if (type !== undefined) {
      claimInstance(provider, application);
      attachHandlers(provider.instance as object, type);
    }
  }
}

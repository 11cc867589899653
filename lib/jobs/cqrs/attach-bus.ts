import { context } from '@opentelemetry/api';
import { guarded } from '../../spans/guarded.js';
import { replaceMethod } from '../../spans/replace-method.js';
import { optionsIn } from './applications.js';
import { attachHandlers } from './attach-handlers.js';
import { classOf } from './class-of.js';

/** What Nest holds of a provider. */
interface Wrapper {
  readonly instance?: unknown;
}

/**
 * Has a command, query or event bus show the handlers it is given, while the application starts:
 * those that a factory made, and methods that are arrow functions, are not found by their class.
 */
export function attachBus(type: Function): void {
  const prototype = type.prototype as object | undefined;
  if (prototype !== undefined && 'register' in prototype && 'registerHandler' in prototype) {
    attachRegister(prototype, 'register');
    attachRegister(prototype, 'registerSagas');
  }
}

function attachRegister(prototype: object, key: string): void {
  replaceMethod(prototype, key, (register) => {
    return function (...args) {
      if (optionsIn(context.active()) !== undefined) {
        guarded('looking at handlers', attachInstances, args[0]);
      }
      return register.apply(this, args);
    };
  });
}

function attachInstances(wrappers: unknown): void {
  for (const { instance } of Array.isArray(wrappers) ? (wrappers as Wrapper[]) : []) {
    const type = classOf(instance);
    if (type !== undefined) attachHandlers(instance as object, type);
  }
}

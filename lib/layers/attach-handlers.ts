import 'reflect-metadata';
import type { ModulesContainer } from '@nestjs/core';
import { activeEntrySpan } from '../spans/entry-span.js';
import { methodName, readParameters, recordedParameters } from '../spans/recorded-parameters.js';
import type { MethodPlace } from '../spans/recorded-parameters.js';
import type { Method } from '../spans/imitate.js';
import { isSpanSettled, traceMethod } from '../spans/trace-method.js';
import type { MethodSpan } from '../spans/trace-method.js';
import { watchErrors } from '../spans/watch-errors.js';
import { MESSAGE_PATTERN_METADATA, ROUTE_METADATA } from '../tracing.internal-constants.js';

const attached = new WeakSet<Function>();

/**
 * Gives every handler of every controller a span: of routes, messages and events. Each method is
 * replaced once, on the prototype that declares it, before Nest builds its routes from them.
 */
export function attachHandlers(modules: ModulesContainer): void {
  for (const { controllers } of modules.values()) {
    for (const { metatype } of controllers.values()) {
      if (typeof metatype === 'function') {
        attachInherited(metatype.prototype as object);
      }
    }
  }
}

function attachInherited(prototype: object): void {
  for (
    let target: object | null = prototype;
    target !== null && target !== Object.prototype;
    target = Object.getPrototypeOf(target) as object | null
  ) {
    attachOwn(target);
  }
}

function attachOwn(target: object): void {
  for (const key of Reflect.ownKeys(target)) {
    const descriptor = Object.getOwnPropertyDescriptor(target, key);
    const method: unknown = descriptor?.value;
    if (isHandler(key, method) && !attached.has(method)) {
      const handler = attachHandler({ target, key }, method);
      attached.add(handler);
      Object.defineProperty(target, key, { ...descriptor, value: handler });
    }
  }
}

/** The class itself has the metadata of a route too, its prefix, and is no handler. */
function isHandler(key: string | symbol, member: unknown): member is Method {
  return (
    key !== 'constructor' &&
    typeof member === 'function' &&
    (Reflect.hasMetadata(ROUTE_METADATA, member) ||
      Reflect.hasMetadata(MESSAGE_PATTERN_METADATA, member))
  );
}

/** The span of the request or message hears of an error too, whoever made the handler's own span. */
function attachHandler(place: MethodPlace, method: Method): Method {
  return isSpanSettled(method)
    ? watchErrors(method, noteError)
    : traceMethod(method, describeHandler(place));
}

function noteError(error: unknown): void {
  activeEntrySpan()?.noteError(error);
}

function describeHandler(place: MethodPlace): MethodSpan {
  const parameters = recordedParameters(place);
  const describeCall = (args: unknown[]) => ({ attributes: readParameters(parameters, args) });
  return {
    description: { name: methodName(place), onError: noteError },
    describeCall: parameters.length === 0 ? undefined : describeCall,
  };
}

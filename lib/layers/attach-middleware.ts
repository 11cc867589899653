import { MiddlewareBuilder } from '@nestjs/core';
import type { AbstractHttpAdapter } from '@nestjs/core';
import { imitate } from '../spans/imitate.js';
import type { Method } from '../spans/imitate.js';
import { replaceMethod } from '../spans/replace-method.js';
import { isSpanSettled } from '../spans/trace-method.js';
import { attachLayerMethod } from './attach-layer-method.js';
import { traceMiddleware } from './calls/trace-middleware.js';
import { LayerMethod } from './layer-method.js';

const attached = new WeakSet<object>();

/** Nest compares middleware by identity, so a function stays the same one. */
const tracedFunctions = new WeakMap<Function, Method>();

/** Traces the middleware that modules apply: `consumer.apply(...)`. */
export function attachModuleMiddleware(): void {
  replaceMethod(MiddlewareBuilder.prototype, 'apply', (apply) => {
    return function (...middleware) {
      return apply.apply(this, middleware.flat().map(traced));
    };
  });
}

/** What an adapter registers through its own `use()`, and is no middleware of the application. */
const MACHINERY = [
  'registerParserMiddleware',
  'registerSecurityHook',
  'setErrorHandler',
  'setNotFoundHandler',
  'useBodyParser',
] as const;

/** Traces the middleware that `app.use()` gives to the platform itself. */
export function attachPlatformMiddleware(adapter: AbstractHttpAdapter): void {
  if (attached.has(adapter)) {
    return;
  }
  attached.add(adapter);
  let isMachinery = false;
  replaceOwn(adapter, 'use', (use) => {
    return function (...args) {
      return use.apply(this, isMachinery ? args : args.map(traced));
    };
  });
  for (const key of MACHINERY) {
    replaceOwn(adapter, key, (register) => {
      return function (...args) {
        isMachinery = true;
        try {
          return register.apply(this, args);
        } finally {
          isMachinery = false;
        }
      };
    });
  }
}

/** On the adapter alone, since its class is that of other applications too. */
function replaceOwn(
  adapter: AbstractHttpAdapter,
  key: string,
  make: (original: Method) => Method,
): void {
  const original = (adapter as unknown as Record<string, unknown>)[key];
  if (typeof original === 'function') {
    Object.defineProperty(adapter, key, {
      configurable: true,
      writable: true,
      value: imitate(make(original as Method), original),
    });
  }
}

/** A class is traced where it is; in place of a function comes another that looks the same. */
function traced(middleware: unknown): unknown {
  if (typeof middleware !== 'function' || isApplication(middleware) || isSpanSettled(middleware)) {
    return middleware;
  }
  const { prototype } = middleware as { prototype?: object };
  if (prototype !== undefined && 'use' in prototype) {
    attachLayerMethod(prototype, { layer: 'middleware', key: 'use', trace: traceMiddleware });
    return middleware;
  }
  // A class without such a method has it as a property, which is bound before anybody can replace it.
  return isClass(middleware) ? middleware : tracedFunction(middleware as Method);
}

function isClass(middleware: Function): boolean {
  return Function.prototype.toString.call(middleware).startsWith('class');
}

function tracedFunction(middleware: Method): Method {
  let wrapped = tracedFunctions.get(middleware);
  if (wrapped === undefined) {
    const name = middleware.name || 'middleware';
    const method = new LayerMethod('middleware', middleware, name);
    wrapped = imitate(traceMiddleware(method), middleware);
    tracedFunctions.set(middleware, wrapped);
    tracedFunctions.set(wrapped, wrapped);
  }
  return wrapped;
}

/** An Express application or router, which has properties that its routing relies on. */
function isApplication(middleware: Function): boolean {
  return 'handle' in middleware;
}

import 'reflect-metadata';
import { SAGA_METADATA } from '../tracing.internal-constants.js';
import { isSpanSettled, traceMethod } from '../spans/trace-method.js';
import { describeMethod } from './describe-method.js';

/** Nest calls these once a lifetime: a trace of each would only be noise beside the traces of requests. */
const LIFECYCLE_HOOKS: ReadonlySet<string | symbol> = new Set([
  'onModuleInit',
  'onApplicationBootstrap',
  'onModuleDestroy',
  'beforeApplicationShutdown',
  'onApplicationShutdown',
]);

/**
 * Gives every method a class declares a span, as `@Span()` does for one: instance methods and
 * static ones. Left out are methods with `@Span()` or `@NoSpan()` of their own, accessors,
 * inherited methods, Nest's lifecycle hooks, and sagas, which have spans for their commands.
 *
 * @publicApi
 */
export function Traceable(): ClassDecorator {
  return (target) => {
    traceMembers(target.prototype as object);
    traceMembers(target);
  };
}

function traceMembers(target: object): void {
  for (const key of Reflect.ownKeys(target)) {
    const descriptor = Object.getOwnPropertyDescriptor(target, key);
    if (!isCalledOnce(target, key) && isTraceable(target, descriptor)) {
      const traced = traceMethod(descriptor.value, describeMethod({ target, key }, {}));
      Object.defineProperty(target, key, { ...descriptor, value: traced });
    }
  }
}

/** Whether it is called once a lifetime; the span of a saga's Observable would last for all of it. */
function isCalledOnce(target: object, key: string | symbol): boolean {
  const sagas: unknown = Reflect.getMetadata(SAGA_METADATA, target.constructor);
  const isSaga = Array.isArray(sagas) && sagas.includes(key);
  return key === 'constructor' || LIFECYCLE_HOOKS.has(key) || isSaga;
}

function isTraceable(
  target: object,
  descriptor: PropertyDescriptor | undefined,
): descriptor is { value: (this: unknown, ...args: unknown[]) => unknown } {
  return (
    typeof descriptor?.value === 'function' &&
    descriptor.configurable === true &&
    !isStaticField(target, descriptor) &&
    !isSpanSettled(descriptor.value)
  );
}

/** Holds a class or a client that others compare and construct, and is no method: `static Entity = Order`. */
function isStaticField(target: object, { enumerable }: PropertyDescriptor): boolean {
  return typeof target === 'function' && enumerable === true;
}

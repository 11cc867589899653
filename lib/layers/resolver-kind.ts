import 'reflect-metadata';
import {
  RESOLVER_PROPERTY_METADATA,
  RESOLVER_REFERENCE_METADATA,
  RESOLVER_TYPE_METADATA,
} from '../tracing.internal-constants.js';

const ROOT_TYPES: ReadonlySet<unknown> = new Set(['Query', 'Mutation', 'Subscription']);

/** Whether a method has `@Query()`, `@Mutation()`, `@Subscription()` or `@ResolveReference()`. */
export function isRootResolver(method: Function): boolean {
  return (
    ROOT_TYPES.has(Reflect.getMetadata(RESOLVER_TYPE_METADATA, method)) ||
    Reflect.getMetadata(RESOLVER_REFERENCE_METADATA, method) === true
  );
}

/** Whether a method has `@ResolveField()`. */
export function isFieldResolver(method: Function): boolean {
  return Reflect.getMetadata(RESOLVER_PROPERTY_METADATA, method) === true;
}

/** Whether a method has `@Subscription()`: it is called when a client subscribes, not for each event. */
export function isSubscription(method: Function): boolean {
  return Reflect.getMetadata(RESOLVER_TYPE_METADATA, method) === 'Subscription';
}

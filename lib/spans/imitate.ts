import 'reflect-metadata';

export type Method = (this: unknown, ...args: unknown[]) => unknown;

/**
 * Makes a wrapper look like what it wraps: `name`, `length`, own properties and reflect-metadata,
 * which is where routes, guards and documentation keep what they know of a method.
 */
export function imitate<W extends Function>(wrapper: W, original: Function): W {
  for (const key of Reflect.ownKeys(original)) {
    if (key !== 'prototype') {
      Object.defineProperty(wrapper, key, Object.getOwnPropertyDescriptor(original, key)!);
    }
  }
  for (const key of Reflect.getOwnMetadataKeys(original)) {
    Reflect.defineMetadata(key, Reflect.getOwnMetadata(key, original), wrapper);
  }
  return wrapper;
}

import { isObject } from '../../spans/is-object.js';

/**
 * The prototype that has these methods itself, the last one up the chain: the class of the library,
 * also for an object of a class that extends it.
 */
export function prototypeOwning(object: object, methods: readonly string[]): object | undefined {
  let owner: object | undefined;
  for (
    let prototype = prototypeOf(object);
    prototype !== undefined;
    prototype = prototypeOf(prototype)
  ) {
    if (methods.every((method) => hasOwnMethod(prototype, method))) {
      owner = prototype;
    }
  }
  return owner;
}

/** Whether the object has all of these methods, from wherever. */
export function hasMethods(value: unknown, methods: readonly string[]): value is object {
  return (
    isObject(value) &&
    methods.every((method) => typeof (value as Record<string, unknown>)[method] === 'function')
  );
}

function prototypeOf(object: object): object | undefined {
  return (Object.getPrototypeOf(object) as object | null) ?? undefined;
}

function hasOwnMethod(prototype: object, method: string): boolean {
  return typeof Object.getOwnPropertyDescriptor(prototype, method)?.value === 'function';
}

import { setOwnMethod } from '../spans/own-method.js';

/** Takes back what was changed. */
export type Undo = () => void;

type Method = (this: unknown, ...args: unknown[]) => unknown;

/**
 * Gives an object a method in place of the one it has or inherits, which looks the same.
 *
 * @returns how to take it back, which does nothing where somebody else has replaced it since
 */
export function patchMethod(
  target: object,
  key: string,
  make: (original: Method) => Method,
): Undo | undefined {
  const original: unknown = Reflect.get(target, key);
  if (typeof original !== 'function') {
    return undefined;
  }
  const descriptor = Object.getOwnPropertyDescriptor(target, key);
  const replacement = make(original as Method);
  setOwnMethod(target, key, replacement);
  return () => {
    if (Reflect.get(target, key) !== replacement) {
      return;
    }
    if (descriptor === undefined) {
      Reflect.deleteProperty(target, key);
    } else {
      Object.defineProperty(target, key, descriptor);
    }
  };
}

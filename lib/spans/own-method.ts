import { imitate } from './imitate.js';

/** Gives one object a method of its own, which is not enumerated and looks like that of its class. */
export function setOwnMethod(target: object, key: string, method: Function): void {
  const original = (target as Record<string, unknown>)[key];
  const value = typeof original === 'function' ? imitate(method, original) : method;
  Object.defineProperty(target, key, { configurable: true, writable: true, value });
}

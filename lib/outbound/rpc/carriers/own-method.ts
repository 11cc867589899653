/** Gives one object a method of its own, which is not enumerated and stands above that of its class. */
export function setOwnMethod(target: object, key: string, method: Function): void {
  Object.defineProperty(target, key, { configurable: true, writable: true, value: method });
}

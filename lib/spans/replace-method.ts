import { guarded } from './guarded.js';
import { imitate } from './imitate.js';
import type { Method } from './imitate.js';

/** What each replacement stands for. */
const originals = new WeakMap<Function, Method>();

/**
 * Replaces a method once, on the object that declares it: the target or one of its prototypes.
 * Where there is none, or it cannot be replaced, nothing happens.
 *
 * @param make the method to put in its place, which is made to look like the original; undefined to
 * leave it
 */
export function replaceMethod(
  target: object,
  key: string | symbol,
  make: (original: Method) => Method | undefined,
): void {
  // A proxy's traps, and getters, are code of the user's.
  guarded('replacing a method', replace, target, key, make);
}

/** The method as it was before it was replaced, for a caller who traces the call in another way. */
export function originalOf(method: Method): Method {
  return originals.get(method) ?? method;
}

function replace(
  target: object,
  key: string | symbol,
  make: (original: Method) => Method | undefined,
): void {
  const owner = ownerOf(target, key);
  const descriptor = owner && Object.getOwnPropertyDescriptor(owner, key);
  const original: unknown = descriptor?.value;
  const replacement = isReplaceable(original) ? make(original) : undefined;
  if (replacement !== undefined) {
    imitate(replacement, original as Method);
    originals.set(replacement, original as Method);
    Reflect.defineProperty(owner!, key, { ...descriptor, value: replacement });
  }
}

function isReplaceable(member: unknown): member is Method {
  return typeof member === 'function' && !originals.has(member);
}

function ownerOf(target: object, key: string | symbol): object | undefined {
  for (
    let owner: object | null = target;
    owner !== null && owner !== Object.prototype && owner !== Function.prototype;
    owner = Object.getPrototypeOf(owner) as object | null
  ) {
    if (Object.hasOwn(owner, key)) {
      return owner;
    }
  }
  return undefined;
}

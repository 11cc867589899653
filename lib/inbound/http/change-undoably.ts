/**
 * Changes properties of an object.
 *
 * @returns takes the changes back, but for properties that somebody else has changed since
 */
export function changeUndoably(target: object, change: () => void): () => void {
  const before = ownProperties(target);
  change();
  const changed = [...ownProperties(target)].filter(
    ([key, { value }]) => before.get(key)?.value !== value,
  );
  return () => {
    for (const [key, { value }] of changed) {
      if (Object.getOwnPropertyDescriptor(target, key)?.value === value) {
        restore(target, key, before.get(key));
      }
    }
  };
}

function ownProperties(target: object): Map<PropertyKey, PropertyDescriptor> {
  return new Map(
    Reflect.ownKeys(target).map((key) => [key, Object.getOwnPropertyDescriptor(target, key)!]),
  );
}

function restore(target: object, key: PropertyKey, before: PropertyDescriptor | undefined): void {
  if (before === undefined) {
    Reflect.deleteProperty(target, key);
  } else {
    Object.defineProperty(target, key, before);
  }
}

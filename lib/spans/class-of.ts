/** The class an object is of; undefined where it is of none that has a name to tell. */
export function classOf(instance: unknown): Function | undefined {
  try {
    const type: unknown = (instance as object | null | undefined)?.constructor;
    return typeof type === 'function' && type !== Object ? type : undefined;
  } catch {
    // A proxy whose trap throws.
    return undefined;
  }
}

import { guarded } from '../../spans/guarded.js';

/** The class of a handler or of what it handles; undefined where it has none. */
export function classOf(instance: unknown): Function | undefined {
  return guarded('looking for the class of an object', () => {
    const type: unknown = (instance as object | null | undefined)?.constructor;
    return typeof type === 'function' ? type : undefined;
  });
}

/** One method of a class. */
export interface ClassMethod {
  readonly key: string | symbol;
  readonly method: Function;
  /** The prototype that declares it. */
  readonly owner: object;
}

/** The methods of a class, inherited ones too, without running a getter. */
export function methodsOf(type: Function): ClassMethod[] {
  const methods = new Map<string | symbol, ClassMethod>();
  for (
    let owner = type.prototype as object | null | undefined;
    owner !== null && owner !== undefined && owner !== Object.prototype;
    owner = Object.getPrototypeOf(owner) as object | null
  ) {
    for (const key of Reflect.ownKeys(owner)) {
      const method: unknown = Object.getOwnPropertyDescriptor(owner, key)?.value;
      if (key !== 'constructor' && typeof method === 'function' && !methods.has(key)) {
        methods.set(key, { key, method, owner });
      }
    }
  }
  return [...methods.values()];
}

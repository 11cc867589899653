/** What Nest holds of the controllers or providers of a module. */
type Wrappers = ReadonlyMap<
  unknown,
  { readonly metatype: unknown; readonly isNotMetatype: boolean }
>;

/** The classes among them. Of factories and values the class is not known. */
export function classesOf(wrappers: Wrappers): Function[] {
  return [...wrappers.values()].flatMap(({ metatype, isNotMetatype }) =>
    typeof metatype === 'function' && !isNotMetatype ? [metatype] : [],
  );
}

// oxlint-disable-next-line import/default -- A CommonJS module is its own default.
import named from './named-packages.cjs';

/** For bundlers: the packages come with the bundle. */
export const { requirePackage } = named;

/** What is in a bundle has no file. */
export function resolvePackage(_name: string): string | undefined {
  return undefined;
}

export const placement: 'bundle' | 'disk' = 'bundle';

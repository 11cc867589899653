import named from './named-packages.cjs';

/** For bundlers: the packages come with the bundle. */
export const { requirePackage } = named;

export const placement: 'bundle' | 'disk' = 'bundle';

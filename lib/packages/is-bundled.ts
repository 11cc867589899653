import { placement } from '#packages';

/**
 * Whether this library is part of a bundle. Packages that are in the bundle as well have no module
 * of their own that could be patched; those that were left out of it are patched as ever.
 */
export function isBundled(): boolean {
  return placement === 'bundle';
}

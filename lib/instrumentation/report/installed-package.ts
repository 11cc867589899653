import { resolvePackage } from '../../packages/require-package.js';
import { packageOf } from '../late-patch/loaded-packages.js';
import type { LoadedPackage } from '../late-patch/loaded-packages.js';

/** The copy of a package that this one would load; undefined in a bundle, and where there is none. */
export function installedPackage(name: string): LoadedPackage | undefined {
  try {
    const file = resolvePackage(name);
    return file === undefined ? undefined : packageOf(file);
  } catch {
    return undefined;
  }
}

import { CATALOG } from '../catalog.js';
import { findLoadedPackages } from '../late-patch/loaded-packages.js';
import type { InstrumentedLibrary } from '../../options/instrumentations.interface.js';
import { LIBRARY_TRAITS } from './library-traits.js';

let early: ReadonlySet<string> | undefined;

/** Notes, the first time, which copies were loaded of libraries that cannot fully be traced then. */
export function noteEarlyPackages(): void {
  early ??= new Set(findLoadedPackages(namesWithGaps()).map(({ directory }) => directory));
}

export function wasLoadedEarly(directory: string): boolean {
  return early?.has(directory) === true;
}

function namesWithGaps(): ReadonlySet<string> {
  const libraries = Object.keys(LIBRARY_TRAITS) as InstrumentedLibrary[];
  const withGaps = libraries.filter((library) => LIBRARY_TRAITS[library]?.earlyGap !== undefined);
  return new Set(withGaps.flatMap((library) => CATALOG[library].modules));
}

import type { InstrumentedLibrary } from '../../options/instrumentations.interface.js';

const helped = new Set<InstrumentedLibrary>();

/** Notes that a client of the library was instrumented by hand, past every hook for modules. */
export function noteHelped(library: InstrumentedLibrary): void {
  helped.add(library);
}

export function helpedLibraries(): ReadonlySet<InstrumentedLibrary> {
  return helped;
}

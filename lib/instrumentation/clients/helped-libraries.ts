import type { InstrumentedLibrary } from '../../options/instrumentations.interface.js';

const helped = new Set<InstrumentedLibrary>();
const toldAbout = new Set<InstrumentedLibrary>();

/** Notes that a client of the library was instrumented by hand, past every hook for modules. */
export function noteHelped(library: InstrumentedLibrary): void {
  helped.add(library);
}

export function helpedLibraries(): ReadonlySet<InstrumentedLibrary> {
  return helped;
}

/** Notes a driver that is instrumented only for what the span of another library tells about it. */
export function noteToldAbout(driver: InstrumentedLibrary): void {
  toldAbout.add(driver);
}

export function driversToldAbout(): ReadonlySet<InstrumentedLibrary> {
  return toldAbout;
}

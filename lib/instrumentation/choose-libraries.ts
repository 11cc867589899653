import { CATALOG } from './catalog.js';
import type { CatalogEntry } from './catalog.js';
import type {
  InstrumentationConfigs,
  InstrumentationsConfig,
  InstrumentedLibrary,
} from '../options/instrumentations.interface.js';

/** A library that is switched on, and the complete configuration of its instrumentation. */
export interface ChosenLibrary {
  readonly library: InstrumentedLibrary;
  readonly config: object;
  /** Whether the option names it. */
  readonly isNamed: boolean;
}

const LIBRARIES = Object.keys(CATALOG) as InstrumentedLibrary[];

/** Which libraries of the catalog the option switches on; those it does not mention are on. */
export function chooseLibraries(option: 'auto' | false | InstrumentationsConfig): ChosenLibrary[] {
  if (option === false) {
    return [];
  }
  const given = option === 'auto' ? {} : option;
  return LIBRARIES.filter((library) => isOn(library, given[library])).map((library) => ({
    library,
    config: configFor(library, given[library]),
    isNamed: given[library] !== undefined,
  }));
}

/** One library with our defaults, whether it is switched on or not. */
export function chooseLibrary(library: InstrumentedLibrary): ChosenLibrary {
  return { library, config: configFor(library, undefined), isNamed: true };
}

function isOn(
  library: InstrumentedLibrary,
  given: boolean | { enabled?: boolean } | undefined,
): boolean {
  const wanted = typeof given === 'object' ? given.enabled : given;
  return wanted ?? (given !== undefined || CATALOG[library].isOptIn !== true);
}

function configFor<Library extends InstrumentedLibrary>(
  library: Library,
  given: boolean | InstrumentationConfigs[Library] | undefined,
): object {
  const { configure }: CatalogEntry<InstrumentationConfigs[Library]> = CATALOG[library];
  const config = typeof given === 'object' ? given : {};
  return configure?.(config) ?? config;
}

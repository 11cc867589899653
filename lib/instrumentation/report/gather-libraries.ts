import type { Instrumentation } from '@opentelemetry/instrumentation';
import type { InstrumentedLibrary } from '../../options/instrumentations.interface.js';
import type { AttachedInstrumentations } from '../attach-instrumentations.js';
import { CATALOG } from '../catalog.js';
import type { CatalogEntry } from '../catalog.js';
import { helpedLibraries } from '../clients/helped-libraries.js';
import { whyUnavailable } from '../construct-instrumentation.js';
import { findLoadedPackages } from '../late-patch/loaded-packages.js';
import { definitionsOf } from '../late-patch/module-definitions.js';
import { factsOfCopy, factsOfPartOfNode, factsWithoutCopy } from './library-copy-facts.js';
import type { Subject } from './library-copy-facts.js';
import { LIBRARY_TRAITS } from './library-traits.js';
import type { LibraryFacts } from './report-facts.interface.js';

type Attached = Pick<AttachedInstrumentations, 'chosen' | 'instrumentations'>;

const NOTHING: Attached = { chosen: [], instrumentations: new Map() };
const ENTRIES = Object.entries(CATALOG) as [InstrumentedLibrary, CatalogEntry<object>][];
const KNOWN_NAMES = new Set(ENTRIES.map(([, { packageName }]) => packageName));

/**
 * Every library in use that we know or the user brought an instrumentation for, each of its copies,
 * and what became of it. It looks at what is loaded, and changes nothing.
 */
export function gatherLibraries(attached: Attached = NOTHING): LibraryFacts[] {
  const subjects = [...knownSubjects(attached), ...broughtSubjects(attached)];
  const copies = findLoadedPackages(new Set(subjects.flatMap(({ modules }) => modules)));
  return subjects.flatMap((subject) => {
    const ofSubject = copies.filter(({ name }) => subject.modules.includes(name));
    const facts = [
      ...factsOfPartOfNode(subject),
      ...ofSubject.flatMap((copy) => factsOfCopy(subject, copy)),
    ];
    return facts.length > 0 ? withoutShells(subject, facts) : factsWithoutCopy(subject);
  });
}

/** Of a shell, as `redis` is one over `@redis/client`, the version says nothing. */
function withoutShells({ traits }: Subject, facts: LibraryFacts[]): LibraryFacts[] {
  const cores = facts.filter(
    ({ isSupported, packageName }) => isSupported || traits.shells?.includes(packageName) !== true,
  );
  return cores.length > 0 ? cores : facts;
}

function knownSubjects({ chosen, instrumentations }: Attached): Subject[] {
  const listening = [...instrumentations.keys()];
  return ENTRIES.flatMap(([library, { packageName, modules, isOptIn }]) => {
    const choice = chosen.find((one) => one.library === library);
    const instrumentation = listening.find((one) => one.instrumentationName === packageName);
    if (isOptIn === true && choice === undefined && instrumentation === undefined) {
      return [];
    }
    const whyNot = choice === undefined ? 'off' : (whyUnavailable(library) ?? 'waiting');
    return {
      library,
      packageName,
      modules,
      instrumentation,
      listening: instrumentation === undefined ? whyNot : 'on',
      isNamed: choice?.isNamed === true,
      isHelped: helpedLibraries().has(library),
      traits: LIBRARY_TRAITS[library] ?? {},
    };
  });
}

/** Instrumentations of the user for what the catalog does not know. */
function broughtSubjects({ instrumentations }: Attached): Subject[] {
  const unknown = [...instrumentations].filter(
    ([{ instrumentationName }]) => !KNOWN_NAMES.has(instrumentationName),
  );
  return unknown.map(([instrumentation, name]) => ({
    library: name,
    packageName: instrumentation.instrumentationName,
    modules: namesPatchedBy(instrumentation),
    instrumentation,
    listening: 'on',
    isNamed: true,
    isHelped: false,
    traits: {},
  }));
}

function namesPatchedBy(instrumentation: Instrumentation): string[] {
  return definitionsOf([instrumentation]).map(({ name }) => name);
}

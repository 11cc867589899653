import { isBuiltin } from 'node:module';
import type {
  Instrumentation,
  InstrumentationModuleDefinition,
} from '@opentelemetry/instrumentation';
import { requireFile } from '../../packages/require-file.js';
import { supportedTargets } from '../late-patch/late-patch.js';
import { readPackageFacts } from '../late-patch/loaded-packages.js';
import type { LoadedPackage } from '../late-patch/loaded-packages.js';
import { definitionsOf } from '../late-patch/module-definitions.js';
import { outcomeOf } from '../late-patch/patch-ledger.js';
import { wasLoadedEarly } from './early-packages.js';
import type { LibraryTraits } from './library-traits.js';
import type { LibraryFacts } from './report-facts.interface.js';

/** A library, and who listens to it. */
export type Subject = Pick<LibraryFacts, 'library' | 'listening' | 'isNamed' | 'isHelped'> & {
  /** The OpenTelemetry package. */
  readonly packageName: string;
  readonly modules: readonly string[];
  readonly instrumentation: Instrumentation | undefined;
  readonly traits: LibraryTraits;
};

/** One copy of a package of the library; none where the package does not matter to the instrumentation. */
export function factsOfCopy(subject: Subject, copy: LoadedPackage): LibraryFacts[] {
  const all = definitionsFor(subject);
  const definitions = all.filter(({ name }) => name === copy.name);
  if (all.length > 0 && definitions.length === 0) {
    return [];
  }
  const targets = definitions.flatMap((definition) => supportedTargets(definition, copy));
  const supportedVersions = definitions.flatMap((definition) => definition.supportedVersions);
  return [
    {
      ...commonFacts(subject),
      packageName: copy.name,
      version: readPackageFacts(copy).version,
      folder: copy.directory,
      supportedVersions: [...new Set(supportedVersions)],
      isSupported: all.length === 0 || targets.length > 0,
      outcomes: targets.flatMap(
        ({ target, file }) => outcomeOf(target, requireFile.cache[file]?.exports) ?? [],
      ),
      isEarly: wasLoadedEarly(copy.directory),
    },
  ];
}

/** Builtins are loaded before anybody can listen, whichever hook gave them to the instrumentation. */
export function factsOfPartOfNode(subject: Subject): LibraryFacts[] {
  const name = subject.traits.partOfNode ?? subject.modules.find((one) => isBuiltin(one));
  return name === undefined
    ? []
    : [
        {
          ...commonFacts(subject),
          packageName: name,
          version: process.version,
          outcomes: ['late'],
        },
      ];
}

/** A library that no hook can see, in a bundle for instance, but of which a client was instrumented. */
export function factsWithoutCopy(subject: Subject): LibraryFacts[] {
  const isWithoutModules = subject.modules.length === 0;
  return subject.isHelped || isWithoutModules
    ? [{ ...commonFacts(subject), packageName: subject.library }]
    : [];
}

function commonFacts(subject: Subject): Omit<LibraryFacts, 'packageName'> {
  const { library, packageName, listening, isNamed, isHelped } = subject;
  return {
    library,
    instrumentation: packageName,
    listening,
    isNamed,
    isHelped,
    needsPatch: definitionsFor(subject).length > 0,
    supportedVersions: [],
    isSupported: true,
    outcomes: [],
    isEarly: false,
  };
}

function definitionsFor({ instrumentation }: Subject): InstrumentationModuleDefinition[] {
  return instrumentation === undefined ? [] : definitionsOf([instrumentation]);
}

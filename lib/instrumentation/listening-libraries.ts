import { isBuiltin } from 'node:module';
import type { TracerProvider } from '@opentelemetry/api';
import type { Instrumentation } from '@opentelemetry/instrumentation';
import { guarded } from '../spans/guarded.js';
import { CATALOG } from './catalog.js';
import type { Companion } from './catalog.js';
import { chooseLibrary } from './choose-libraries.js';
import type { ChosenLibrary } from './choose-libraries.js';
import type { ClientListener } from './clients/handed-over-clients.js';
import {
  driversToldAbout,
  helpedLibraries,
  noteHelped,
  noteToldAbout,
} from './clients/helped-libraries.js';
import { enable, isKept, obtainInstrumentation, silence } from './kept-instrumentations.js';
import { latePatch, latePatchPackage } from './late-patch/late-patch.js';
import { findLoadedPackages } from './late-patch/loaded-packages.js';
import { prepareDefinitions } from './late-patch/module-definitions.js';
import type { LoadListener } from './late-patch/watch-module-loads.js';
import { requirePeer } from '../packages/require-peer.js';
import { catalogEntryOf, pointAtProvider } from './point-at-provider.js';
import { refuseInPlaceOf } from './refused-spans.js';
import type { InstrumentedLibrary } from '../options/instrumentations.interface.js';

/**
 * The libraries switched on, of which those in use are listened to: an instrumentation is made when
 * its library is found loaded, or is about to be.
 */
export class ListeningLibraries implements LoadListener, ClientListener {
  readonly #waiting = new Map<string, ChosenLibrary[]>();
  readonly #listening = new Map<Instrumentation, string>();
  readonly #toldAbout = new Set<Instrumentation>();

  constructor(
    readonly chosen: readonly ChosenLibrary[],
    private readonly provider: TracerProvider,
    private readonly beside: readonly Companion[],
  ) {
    for (const library of chosen) {
      for (const name of CATALOG[library.library].modules) {
        this.#waiting.set(name, [...(this.#waiting.get(name) ?? []), library]);
      }
    }
    for (const library of chosen.filter(isWithUs)) {
      this.#obtain(library);
    }
    chosen.filter(isOwnPeer).forEach(showToHook);
    this.#obtainLoaded();
    helpedLibraries().forEach((library) => this.listenToClientsOf(library));
    driversToldAbout().forEach((library) => this.listenToDriver(library));
  }

  /** The libraries listened to, or for instrumentations the user brought, their names. */
  get libraries(): readonly string[] {
    return [...this.#listening.values()];
  }

  /** What listens, and the name it has in `libraries`. */
  get instrumentations(): ReadonlyMap<Instrumentation, string> {
    return this.#listening;
  }

  /** All that is enabled: what listens, and drivers that only another library's span tells about. */
  get enabled(): ReadonlySet<Instrumentation> {
    return new Set([...this.#listening.keys(), ...this.#toldAbout]);
  }

  /** Listens to a library of which the application handed over a client, chosen or not. */
  listenToClientsOf(library: InstrumentedLibrary): Instrumentation | undefined {
    noteHelped(library);
    return this.#obtain(this.#choiceOf(library) ?? chooseLibrary(library));
  }

  /** Listens to a driver; where it was not chosen, only for what another library's span tells. */
  listenToDriver(library: InstrumentedLibrary): Instrumentation | undefined {
    noteToldAbout(library);
    const chosen = this.#choiceOf(library);
    if (chosen !== undefined) {
      return this.#obtain(chosen);
    }
    const instrumentation = obtainInstrumentation(chooseLibrary(library));
    if (instrumentation !== undefined && !this.#listening.has(instrumentation)) {
      this.#toldAbout.add(instrumentation);
      start(instrumentation, silence);
    }
    return instrumentation;
  }

  listen(name: string, instrumentation: Instrumentation): void {
    this.#listening.set(instrumentation, name);
    start(instrumentation, this.provider);
  }

  /**
   * Patches what was loaded meanwhile past every hook. Cheap, and changes nothing twice.
   *
   * @returns how many modules were patched
   */
  sweep(): number {
    this.#obtainLoaded();
    const patched = latePatch([...this.#listening.keys()]);
    // After it, since some hand on what has been patched.
    this.#attachCompanions();
    return patched;
  }

  onLoading(packageName: string): void {
    for (const library of this.#waiting.get(packageName) ?? []) {
      this.#obtain(library);
    }
  }

  onNewExports(packageName: string): void {
    if (this.#companionsFor(packageName).length > 0) {
      // An ES module that imports the package is then evaluated to its end as well.
      queueMicrotask(() => this.#attachCompanions(packageName));
    }
  }

  onLoaded(packageName: string): void {
    latePatchPackage([...this.#listening.keys()], packageName);
  }

  /** Those of all libraries listened to, or only those that one package is of interest to. */
  #attachCompanions(packageName?: string): void {
    for (const { attach } of this.#companionsFor(packageName)) {
      guarded('patching a package beside a library', attach);
    }
  }

  #companionsFor(packageName?: string): readonly Companion[] {
    const isMeant = (companion: Companion) =>
      packageName === undefined || companion.packageName === packageName;
    const ofLibraries = [...this.#listening.keys()].flatMap((instrumentation) => {
      const { modules = [], companions = [] } = catalogEntryOf(instrumentation) ?? {};
      const isOfLibrary = packageName !== undefined && modules.includes(packageName);
      return isOfLibrary ? companions : companions.filter(isMeant);
    });
    return [...ofLibraries, ...this.beside.filter(isMeant)];
  }

  #choiceOf(library: InstrumentedLibrary): ChosenLibrary | undefined {
    return this.chosen.find((one) => one.library === library);
  }

  #obtainLoaded(): void {
    for (const { name } of findLoadedPackages(new Set(this.#waiting.keys()))) {
      this.onLoading(name);
    }
  }

  #obtain(chosen: ChosenLibrary): Instrumentation | undefined {
    this.#stopWaitingFor(chosen);
    const instrumentation = obtainInstrumentation(chosen);
    if (instrumentation !== undefined) {
      this.listen(chosen.library, instrumentation);
      refuseInPlaceOf(instrumentation);
    }
    return instrumentation;
  }

  #stopWaitingFor({ library }: ChosenLibrary): void {
    for (const name of CATALOG[library].modules) {
      const others = this.#waiting.get(name)?.filter((other) => other.library !== library) ?? [];
      if (others.length > 0) {
        this.#waiting.set(name, others);
      } else {
        this.#waiting.delete(name);
      }
    }
  }
}

function start(instrumentation: Instrumentation, provider: TracerProvider): void {
  catalogEntryOf(instrumentation)?.adapt?.(instrumentation);
  prepareDefinitions(instrumentation);
  pointAtProvider(instrumentation, provider);
  enable(instrumentation);
}

/** Those that need not be waited for. */
function isWithUs(chosen: ChosenLibrary): boolean {
  return isKept(chosen.library) || isPartOfNode(chosen) || isOwnPeer(chosen);
}

function isPartOfNode({ library }: ChosenLibrary): boolean {
  return CATALOG[library].modules.some((name) => isBuiltin(name));
}

function isOwnPeer({ library }: ChosenLibrary): boolean {
  return CATALOG[library].isOwnPeer === true;
}

/** An ES module is in no registry; required, it gives the very classes that were imported. */
function showToHook({ library }: ChosenLibrary): void {
  for (const name of CATALOG[library].modules) {
    requirePeer(name);
  }
}

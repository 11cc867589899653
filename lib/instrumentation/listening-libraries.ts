import { isBuiltin } from 'node:module';
import type { TracerProvider } from '@opentelemetry/api';
import type { Instrumentation } from '@opentelemetry/instrumentation';
import { CATALOG } from './catalog.js';
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
import type { LoadListener } from './late-patch/watch-module-loads.js';
import { pointAtProvider } from './point-at-provider.js';
import type { InstrumentedLibrary } from '../options/instrumentations.interface.js';

/**
 * The libraries switched on, of which those in use are listened to: an instrumentation is made when
 * its library is found loaded, or is about to be.
 */
export class ListeningLibraries implements LoadListener, ClientListener {
  readonly #chosen: ReadonlyMap<InstrumentedLibrary, ChosenLibrary>;
  readonly #waiting = new Map<string, ChosenLibrary[]>();
  readonly #listening = new Map<Instrumentation, string>();
  readonly #toldAbout = new Set<Instrumentation>();

  constructor(
    chosen: readonly ChosenLibrary[],
    private readonly provider: TracerProvider,
  ) {
    this.#chosen = new Map(chosen.map((library) => [library.library, library]));
    for (const library of chosen) {
      for (const name of CATALOG[library.library].modules) {
        this.#waiting.set(name, [...(this.#waiting.get(name) ?? []), library]);
      }
    }
    for (const library of chosen.filter((one) => isKept(one.library) || isPartOfNode(one))) {
      this.#obtain(library);
    }
    this.#obtainLoaded();
    helpedLibraries().forEach((library) => this.listenToClientsOf(library));
    driversToldAbout().forEach((library) => this.listenToDriver(library));
  }

  /** The libraries listened to, or for instrumentations the user brought, their names. */
  get libraries(): readonly string[] {
    return [...this.#listening.values()];
  }

  get instrumentations(): ReadonlySet<Instrumentation> {
    return new Set([...this.#listening.keys(), ...this.#toldAbout]);
  }

  /** Listens to a library of which the application handed over a client, chosen or not. */
  listenToClientsOf(library: InstrumentedLibrary): Instrumentation | undefined {
    noteHelped(library);
    return this.#obtain(this.#chosen.get(library) ?? chooseLibrary(library));
  }

  /** Listens to a driver; where it was not chosen, only for what another library's span tells. */
  listenToDriver(library: InstrumentedLibrary): Instrumentation | undefined {
    noteToldAbout(library);
    const chosen = this.#chosen.get(library);
    if (chosen !== undefined) {
      return this.#obtain(chosen);
    }
    const instrumentation = obtainInstrumentation(chooseLibrary(library));
    if (instrumentation !== undefined && !this.#listening.has(instrumentation)) {
      this.#toldAbout.add(instrumentation);
      pointAtProvider(instrumentation, silence);
      enable(instrumentation);
    }
    return instrumentation;
  }

  listen(name: string, instrumentation: Instrumentation): void {
    this.#listening.set(instrumentation, name);
    pointAtProvider(instrumentation, this.provider);
    enable(instrumentation);
  }

  /**
   * Patches what was loaded meanwhile past every hook. Cheap, and changes nothing twice.
   *
   * @returns how many modules were patched
   */
  sweep(): number {
    this.#obtainLoaded();
    return latePatch([...this.#listening.keys()]);
  }

  onLoading(packageName: string): boolean {
    const libraries = this.#waiting.get(packageName) ?? [];
    for (const library of libraries) {
      this.#obtain(library);
    }
    return libraries.length > 0;
  }

  onLoaded(packageName: string): void {
    latePatchPackage([...this.#listening.keys()], packageName);
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

function isPartOfNode({ library }: ChosenLibrary): boolean {
  return CATALOG[library].modules.some((name) => isBuiltin(name));
}

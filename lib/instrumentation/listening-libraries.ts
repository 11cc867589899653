import { isBuiltin } from 'node:module';
import type { TracerProvider } from '@opentelemetry/api';
import type { Instrumentation } from '@opentelemetry/instrumentation';
import { CATALOG } from './catalog.js';
import type { ChosenLibrary } from './choose-libraries.js';
import { enable, isKept, obtainInstrumentation } from './kept-instrumentations.js';
import { latePatch, latePatchPackage } from './late-patch/late-patch.js';
import { findLoadedPackages } from './late-patch/loaded-packages.js';
import type { LoadListener } from './late-patch/watch-module-loads.js';
import { pointAtProvider } from './point-at-provider.js';

/**
 * The libraries switched on, of which those in use are listened to: an instrumentation is made when
 * its library is found loaded, or is about to be.
 */
export class ListeningLibraries implements LoadListener {
  readonly #waiting = new Map<string, ChosenLibrary[]>();
  readonly #listening = new Map<Instrumentation, string>();

  constructor(
    readonly chosen: readonly ChosenLibrary[],
    private readonly provider: TracerProvider,
  ) {
    for (const library of chosen) {
      for (const name of CATALOG[library.library].modules) {
        this.#waiting.set(name, [...(this.#waiting.get(name) ?? []), library]);
      }
    }
    for (const library of chosen.filter((one) => isKept(one.library) || isPartOfNode(one))) {
      this.#obtain(library);
    }
    this.#obtainLoaded();
  }

  /** The libraries listened to, or for instrumentations the user brought, their names. */
  get libraries(): readonly string[] {
    return [...this.#listening.values()];
  }

  /** What listens, and the name it has in `libraries`. */
  get instrumentations(): ReadonlyMap<Instrumentation, string> {
    return this.#listening;
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

  #obtain(chosen: ChosenLibrary): void {
    this.#stopWaitingFor(chosen);
    const instrumentation = obtainInstrumentation(chosen);
    if (instrumentation !== undefined) {
      this.listen(chosen.library, instrumentation);
    }
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

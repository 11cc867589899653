import { isBuiltin, syncBuiltinESMExports } from 'node:module';
import path from 'node:path';
import type {
  Instrumentation,
  InstrumentationModuleDefinition,
} from '@opentelemetry/instrumentation';
import satisfies from 'semver/functions/satisfies.js';
import { requireFile } from '../../packages/require-file.js';
import { loadedExports } from './loaded-exports.js';
import { findLoadedPackages, readPackageFacts } from './loaded-packages.js';
import type { LoadedPackage } from './loaded-packages.js';
import { definitionsOf } from './module-definitions.js';
import { tryPatch } from './patch-exports.js';
import type { PatchTarget } from './patch-ledger.js';

type Definition = InstrumentationModuleDefinition;

/**
 * Patches what was loaded before its instrumentation was there, or behind the back of the hook for
 * `require`. Nearly all patches replace methods of prototypes, so objects made earlier are traced
 * too. Repeating it costs a few milliseconds and changes nothing twice.
 *
 * @returns how many modules were patched
 */
export function latePatch(instrumentations: readonly Instrumentation[]): number {
  const definitions = definitionsOf(instrumentations);
  const names = new Set(definitions.map(({ name }) => name));
  const builtins = definitions.filter(({ name }) => isBuiltin(name));
  const patches =
    countTrue(builtins, patchBuiltin) +
    sum(findLoadedPackages(names), (loaded) => patchPackage(definitions, loaded));
  // `import { request } from 'node:http'` is a binding of its own, which follows only when told;
  // always, since the hook may have patched a builtin unseen, or a patch have been taken back.
  syncBuiltinESMExports();
  return patches;
}

/** The same for one package, all its copies. */
export function latePatchPackage(
  instrumentations: readonly Instrumentation[],
  packageName: string,
): number {
  const definitions = definitionsOf(instrumentations).filter(({ name }) => name === packageName);
  return definitions.length === 0
    ? 0
    : sum(findLoadedPackages(new Set([packageName])), (loaded) =>
        patchPackage(definitions, loaded),
      );
}

function patchBuiltin(definition: Definition): boolean {
  return tryPatch(definition, { exports: requireFile(definition.name) as unknown });
}

function patchPackage(definitions: readonly Definition[], loaded: LoadedPackage): number {
  const forPackage = definitions.filter(({ name }) => name === loaded.name);
  return sum(forPackage, (definition) => patchCopy(definition, loaded));
}

function patchCopy(definition: Definition, loaded: LoadedPackage): number {
  const { version } = readPackageFacts(loaded);
  const patches = countTrue(supportedTargets(definition, loaded), ({ target, file }) =>
    tryPatch(target, { exports: loadedExports(file), file, version }),
  );
  if (patches > 0) {
    // With which an `enable()` after a `disable()` patches again.
    definition.moduleVersion = version;
  }
  return patches;
}

interface FileTarget {
  readonly target: PatchTarget;
  readonly file: string;
}

/** What a definition patches in a copy of its package; nothing in a version it does not know. */
export function supportedTargets(definition: Definition, loaded: LoadedPackage): FileTarget[] {
  const { version, mainFile } = readPackageFacts(loaded);
  const targets = [...mainTarget(definition, mainFile), ...fileTargets(definition, loaded)];
  return targets.filter(({ target }) => isSupported(target, version, definition.includePrerelease));
}

function mainTarget(definition: Definition, mainFile: string | undefined): FileTarget[] {
  return definition.patch === undefined || mainFile === undefined
    ? []
    : [{ target: definition, file: mainFile }];
}

function fileTargets(definition: Definition, { directory }: LoadedPackage): FileTarget[] {
  return definition.files.map((target) => ({
    target,
    file: path.join(directory, path.relative(definition.name, target.name)),
  }));
}

function isSupported(
  { supportedVersions }: PatchTarget,
  version: string | undefined,
  includePrerelease = false,
): boolean {
  return version === undefined
    ? supportedVersions.includes('*')
    : supportedVersions.some((range) => satisfies(version, range, { includePrerelease }));
}

function sum<T>(items: readonly T[], count: (item: T) => number): number {
  return items.reduce((total, item) => total + count(item), 0);
}

function countTrue<T>(items: readonly T[], test: (item: T) => boolean): number {
  return items.filter(test).length;
}

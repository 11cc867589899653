import { requireFile } from '../../packages/require-file.js';
import { isPatchable, isPatched, noteLate } from './patch-ledger.js';
import type { PatchTarget } from './patch-ledger.js';

/** A module as it is now; without `file` it is a builtin. */
export interface LoadedModule {
  readonly exports: unknown;
  readonly file?: string;
  readonly version?: string | undefined;
}

/**
 * Patches a module that was loaded before its instrumentation was there, once, however often it is
 * asked to.
 *
 * @returns whether this call patched it
 */
export function tryPatch(target: PatchTarget, loaded: LoadedModule): boolean {
  const { exports } = loaded;
  if (target.patch === undefined || !isPatchable(exports) || isPatched(target, exports)) {
    return false;
  }
  const fromHook = throughHook(loaded);
  const replacement = isPatched(target, exports) ? fromHook : patchDirectly(target, loaded);
  noteLate(target, exports);
  if (isPatchable(replacement) && replacement !== exports) {
    replaceExports(loaded, replacement);
  }
  return true;
}

/**
 * Lets the hook for `require` patch the module if it has not met it yet; it then remembers, and
 * gives what it remembers to the application, which may require the module for the first time.
 */
function throughHook({ file }: LoadedModule): unknown {
  return file === undefined ? undefined : requireFile(file);
}

/** For modules another instrumentation made the hook meet: it asks about each file only once. */
function patchDirectly(target: PatchTarget, { exports, version }: LoadedModule): unknown {
  // Noted where `disable()` and a later `enable()` look for it.
  target.moduleExports = exports;
  return target.patch?.(exports, version);
}

/** What a patch returns in place of the exports can reach only those who require it from now on. */
function replaceExports({ file }: LoadedModule, replacement: object): void {
  const entry = file === undefined ? undefined : requireFile.cache[file];
  if (entry !== undefined) {
    entry.exports = replacement;
  }
}

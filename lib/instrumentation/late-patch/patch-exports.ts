import { createRequire } from 'node:module';
import { diag } from '@opentelemetry/api';
import type {
  InstrumentationModuleDefinition,
  InstrumentationModuleFile,
} from '@opentelemetry/instrumentation';
import { messages } from '../../errors/messages.js';
import { noteOutcome } from './patch-outcomes.js';

/** What an instrumentation patches: a package's main file, another of its files, or a builtin. */
export type PatchTarget = InstrumentationModuleDefinition | InstrumentationModuleFile;

/** A module as it is now; without `file` it is a builtin. */
export interface LoadedModule {
  readonly exports: unknown;
  readonly file?: string;
  readonly version?: string | undefined;
}

const requireHere = createRequire(import.meta.url);
const patched = new WeakMap<PatchTarget, WeakSet<object>>();

/**
 * Patches a module that was loaded before its instrumentation was there, once, however often it is
 * asked to.
 *
 * @returns whether this call patched it
 */
export function tryPatch(target: PatchTarget, loaded: LoadedModule): boolean {
  if (!isPatchable(loaded.exports) || !isFirst(target, loaded.exports)) {
    return false;
  }
  if (target.moduleExports === loaded.exports) {
    noteOutcome(target, loaded.file, 'hook');
    return false; // The hook for `require` was there first.
  }
  try {
    const isPatched = patchThroughHook(target, loaded) || patchDirectly(target, loaded);
    noteOutcome(target, loaded.file, 'late');
    return isPatched;
  } catch (error) {
    noteOutcome(target, loaded.file, 'failed');
    diag.warn(messages.notPatched(target.name), error);
    return false;
  }
}

function isPatchable(exports: unknown): exports is object {
  return typeof exports === 'function' || (typeof exports === 'object' && exports !== null);
}

function isFirst(target: PatchTarget, exports: object): boolean {
  const seen = patched.get(target) ?? new WeakSet();
  patched.set(target, seen);
  const first = !seen.has(exports);
  seen.add(exports);
  return first;
}

/**
 * Lets the hook for `require` patch the module if it has not met it yet; it then remembers, and
 * does not patch again when the application requires the module for the first time.
 */
function patchThroughHook(target: PatchTarget, { exports, file }: LoadedModule): boolean {
  if (file === undefined) {
    return false;
  }
  const fromHook: unknown = requireHere(file);
  if (target.moduleExports !== exports) {
    return false;
  }
  replaceExports(target, file, exports, fromHook);
  return true;
}

/** For modules another instrumentation made the hook meet: it asks about each file only once. */
function patchDirectly(target: PatchTarget, { exports, file, version }: LoadedModule): boolean {
  // Noted where `disable()` and a later `enable()` look for it.
  target.moduleExports = exports;
  replaceExports(target, file, exports, target.patch?.(exports, version));
  return true;
}

/** What a patch returns in place of the exports can reach only those who require it from now on. */
function replaceExports(
  target: PatchTarget,
  file: string | undefined,
  exports: unknown,
  replacement: unknown,
): void {
  const entry = file === undefined ? undefined : requireHere.cache[file];
  if (entry !== undefined && isPatchable(replacement) && replacement !== exports) {
    isFirst(target, replacement);
    entry.exports = replacement;
  }
}

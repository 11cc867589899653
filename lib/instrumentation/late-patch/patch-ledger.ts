import { diag } from '@opentelemetry/api';
import type {
  InstrumentationModuleDefinition,
  InstrumentationModuleFile,
} from '@opentelemetry/instrumentation';
import { messages } from '../../errors/messages.js';

/** What an instrumentation patches: a package's main file, another of its files, or a builtin. */
export type PatchTarget = InstrumentationModuleDefinition | InstrumentationModuleFile;

/** How a module came to its patch: as it was loaded, after that, or not at all. */
export type PatchOutcome = 'hook' | 'late' | 'failed';

interface Entry {
  readonly replacement: unknown;
  outcome: PatchOutcome;
}

/** The exports that are patched now, and what each of them has become. */
type Ledger = WeakMap<object, Entry>;

const ledgers = new WeakMap<PatchTarget, Ledger>();

/**
 * Has a target remember what it patched, and patch nothing twice, whoever asks: the hook for
 * `require`, the hook for `import`, `enable()`, or a sweep. By itself a target knows the last
 * exports it was given, which is not enough when a package has several copies.
 *
 * A patch that fails is reported once, and leaves the exports to the program as they are.
 *
 * @param isEnabled whether the exports that the target knows by now are patched
 */
export function keepLedger(target: PatchTarget, isEnabled: boolean): void {
  const ledger: Ledger = new WeakMap();
  ledgers.set(target, ledger);
  if (isEnabled && isPatchable(target.moduleExports)) {
    ledger.set(target.moduleExports, { replacement: target.moduleExports, outcome: 'hook' });
  }
  rememberPatches(target, ledger);
  forgetUnpatched(target, ledger);
}

export function isPatched(target: PatchTarget, exports: object): boolean {
  return ledgers.get(target)?.has(exports) === true;
}

/** Undefined as long as nobody has tried. */
export function outcomeOf(target: PatchTarget, exports: unknown): PatchOutcome | undefined {
  return isPatchable(exports) ? ledgers.get(target)?.get(exports)?.outcome : undefined;
}

/** Notes that exports were patched after they had been in use. */
export function noteLate(target: PatchTarget, exports: object): void {
  const entry = ledgers.get(target)?.get(exports);
  if (entry?.outcome === 'hook') {
    entry.outcome = 'late';
  }
}

export function isPatchable(exports: unknown): exports is object {
  return typeof exports === 'function' || (typeof exports === 'object' && exports !== null);
}

function rememberPatches(target: PatchTarget, ledger: Ledger): void {
  const { patch } = target;
  if (patch === undefined) {
    return;
  }
  target.patch = (exports: object, version?: string): unknown => {
    const known = ledger.get(exports);
    if (known !== undefined) {
      return known.replacement;
    }
    const patched = tryTo(target, () => patch.call(target, exports, version));
    const replacement = patched.value ?? exports;
    const entry: Entry = { replacement, outcome: patched.isDone ? 'hook' : 'failed' };
    ledger.set(exports, entry);
    if (isPatchable(replacement)) {
      ledger.set(replacement, entry);
    }
    return replacement;
  };
}

function forgetUnpatched(target: PatchTarget, ledger: Ledger): void {
  const { unpatch } = target;
  if (unpatch === undefined) {
    return;
  }
  target.unpatch = (exports: object, version?: string): void => {
    ledger.delete(exports);
    tryTo(target, () => unpatch.call(target, exports, version));
  };
}

function tryTo(target: PatchTarget, change: () => unknown): { value?: unknown; isDone: boolean } {
  try {
    return { value: change(), isDone: true };
  } catch (error) {
    diag.warn(messages.notPatched(target.name), error);
    return { isDone: false };
  }
}

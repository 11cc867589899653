import { diag } from '@opentelemetry/api';
import type {
  InstrumentationModuleDefinition,
  InstrumentationModuleFile,
} from '@opentelemetry/instrumentation';
import { messages } from '../../errors/messages.js';

/** What an instrumentation patches: a package's main file, another of its files, or a builtin. */
export type PatchTarget = InstrumentationModuleDefinition | InstrumentationModuleFile;

/** The exports that are patched now, and what each of them has become. */
type Ledger = WeakMap<object, unknown>;

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
    ledger.set(target.moduleExports, target.moduleExports);
  }
  rememberPatches(target, ledger);
  forgetUnpatched(target, ledger);
}

export function isPatched(target: PatchTarget, exports: object): boolean {
  return ledgers.get(target)?.has(exports) === true;
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
    if (ledger.has(exports)) {
      return ledger.get(exports);
    }
    const replacement =
      tryTo(target, exports, () => patch.call(target, exports, version)) ?? exports;
    ledger.set(exports, replacement);
    if (isPatchable(replacement)) {
      ledger.set(replacement, replacement);
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
    tryTo(target, exports, () => unpatch.call(target, exports, version));
  };
}

function tryTo(target: PatchTarget, exports: object, change: () => unknown): unknown {
  try {
    return change();
  } catch (error) {
    diag.warn(messages.notPatched(target.name), error);
    return exports;
  }
}

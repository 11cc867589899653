import Module from 'node:module';
import { diag } from '@opentelemetry/api';
import { messages } from '../../errors/messages.js';
import { requestedPackage } from './loaded-packages.js';
import { isPatchable } from './patch-ledger.js';

/** The part of `node:module` that its type keeps to itself. */
interface Loader {
  _load(this: unknown, request: string, parent: unknown, isMain: boolean): unknown;
  readonly prototype: { readonly require: unknown };
}

/** Who wants to know of packages that are loaded. */
export interface LoadListener {
  onLoading(packageName: string): void;

  /** Files of the package were loaded past the hook for `require`. */
  onLoaded(packageName: string): void;

  /** A package was imported, or gave what it has not given before: files of it may be new. */
  onNewExports(packageName: string): void;
}

let isWatching = false;
const seen = new WeakSet<object>();

/**
 * Tells which packages are loaded: before it happens, so that an instrumentation can be made, and
 * after it where the hook for `require` has not seen the main file. That is so in `import()` of a
 * CommonJS package, as Nest 12 loads platforms and drivers, and for a hook made meanwhile.
 *
 * Wraps `Module._load` once in a process, around whoever wrapped it before.
 */
export function watchModuleLoads(listener: LoadListener): void {
  if (isWatching) {
    return;
  }
  isWatching = true;
  const loader = Module as unknown as Loader;
  const load = loader._load;
  loader._load = function (request, parent, isMain) {
    const name = requestedPackage(request);
    if (name === undefined) {
      return load.call(this, request, parent, isMain);
    }
    const hook = loader.prototype.require;
    tell(name, () => listener.onLoading(name));
    const exports = load.call(this, request, parent, isMain);
    // An import has no parent module. A require has one, and a hook around it that will patch,
    // unless the first hook was set only now.
    if (!parent || loader.prototype.require !== hook) {
      tell(name, () => listener.onLoaded(name));
    }
    if (!parent || isNew(exports)) {
      tell(name, () => listener.onNewExports(name));
    }
    return exports;
  };
}

/** A package that is required again and again, in a handler for instance, is not. */
function isNew(exports: unknown): boolean {
  if (!isPatchable(exports) || seen.has(exports)) {
    return false;
  }
  seen.add(exports);
  return true;
}

function tell(name: string, listen: () => void): void {
  try {
    listen();
  } catch (error) {
    diag.warn(messages.notLookedAt(name), error);
  }
}

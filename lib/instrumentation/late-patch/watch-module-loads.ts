import Module from 'node:module';
import { diag } from '@opentelemetry/api';
import { messages } from '../../errors/messages.js';
import { requestedPackage } from './loaded-packages.js';

type Load = (this: unknown, request: string, parent: unknown, isMain: boolean) => unknown;

/** Who wants to know of packages that are loaded. */
export interface LoadListener {
  /** @returns whether it prepared something, so that it must hear of the package's end as well */
  onLoading(packageName: string): boolean;

  /** Files of the package were loaded, maybe past the hook for `require`. */
  onLoaded(packageName: string): void;
}

let isWatching = false;

/**
 * Tells which packages are loaded: before it happens, so that an instrumentation can be made, and
 * after it where the hook for `require` may not have seen the main file. That is so in `import()`
 * of a CommonJS package, as Nest 12 loads platforms and drivers, and for a hook made meanwhile.
 *
 * Wraps `Module._load` once in a process, around whoever wrapped it before.
 */
export function watchModuleLoads(listener: LoadListener): void {
  if (isWatching) {
    return;
  }
  isWatching = true;
  const loader = Module as unknown as { _load: Load };
  const load = loader._load;
  loader._load = function (request, parent, isMain) {
    const name = requestedPackage(request);
    const isPrepared = name !== undefined && tell(name, () => listener.onLoading(name)) === true;
    const exports = load.call(this, request, parent, isMain);
    if (name !== undefined) {
      // An import names the file and has no parent module. A require has one, and must be left to
      // the hook around it, which is about to patch and would patch a second time.
      if (parent === undefined) {
        tell(name, () => listener.onLoaded(name));
      } else if (isPrepared) {
        queueMicrotask(() => tell(name, () => listener.onLoaded(name)));
      }
    }
    return exports;
  };
}

function tell<T>(name: string, listen: () => T): T | undefined {
  try {
    return listen();
  } catch (error) {
    diag.warn(messages.notLookedAt(name), error);
    return undefined;
  }
}

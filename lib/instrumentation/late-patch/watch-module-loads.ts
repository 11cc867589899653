import Module from 'node:module';
import { diag } from '@opentelemetry/api';
import { messages } from '../../errors/messages.js';
import { packageOf } from './loaded-packages.js';
import type { LoadedPackage } from './loaded-packages.js';

type Load = (this: unknown, request: string, parent: unknown, isMain: boolean) => unknown;

let isWatching = false;

/**
 * Tells when a file of a CommonJS package was loaded through `import()`. The hook for `require`
 * does not see the package's main file then, and Nest 12 loads platforms and drivers this way.
 *
 * Wraps `Module._load` once in a process, around whoever wrapped it before.
 */
export function watchModuleLoads(onLoaded: (loaded: LoadedPackage) => void): void {
  if (isWatching) {
    return;
  }
  isWatching = true;
  const loader = Module as unknown as { _load: Load };
  const load = loader._load;
  loader._load = function (request, parent, isMain) {
    const exports = load.call(this, request, parent, isMain);
    // An import names the file and has no parent module. A require has one, and must be left to
    // the hook around it, which is about to patch and would patch a second time.
    if (parent === undefined) {
      tell(onLoaded, request);
    }
    return exports;
  };
}

function tell(onLoaded: (loaded: LoadedPackage) => void, file: string): void {
  try {
    const loaded = packageOf(file);
    if (loaded !== undefined) {
      onLoaded(loaded);
    }
  } catch (error) {
    diag.warn(messages.notLookedAt(file), error);
  }
}

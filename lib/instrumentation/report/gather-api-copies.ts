import { findLoadedPackages, readPackageFacts } from '../late-patch/loaded-packages.js';
import type { LoadedPackage } from '../late-patch/loaded-packages.js';
import { installedPackage } from './installed-package.js';
import type { ApiCopy, ApiFacts } from './report-facts.interface.js';

const API = '@opentelemetry/api';

/** Where every copy of the API looks for what was registered. */
const GLOBAL_API = Symbol.for('opentelemetry.js.api.1');

/** The copies of the API in this process, and which one decides. */
export function gatherApiCopies(): ApiFacts {
  const own = installedPackage(API);
  const others = findLoadedPackages(new Set([API])).filter(
    ({ directory }) => directory !== own?.directory,
  );
  const { [GLOBAL_API]: registered } = globalThis as { [GLOBAL_API]?: { version?: string } };
  return {
    own: own && describe(own),
    others: others.map(describe),
    inCharge: registered?.version,
  };
}

function describe(copy: LoadedPackage): ApiCopy {
  return { version: readPackageFacts(copy).version, folder: copy.directory };
}

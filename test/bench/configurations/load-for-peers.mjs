import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

/**
 * Loads the instrumented packages by `require`. Nest 12 imports them as ES modules, which
 * instrumentations do not see without a loader hook; this is the cheapest way to make them see.
 */
export function loadForPeers(...names) {
  names.forEach((name) => require(name));
}

import type { Configuration } from './configuration.interface.js';

/** Plain modules beside the compiled ones: they need no build, and look as in the libraries' docs. */
const folder = new URL('../configurations/', import.meta.url);

/** The configuration of this process. */
export const configuration = (await import(
  new URL(`${process.env['BENCH_CONFIGURATION']}.mjs`, folder).href
)) as Configuration;

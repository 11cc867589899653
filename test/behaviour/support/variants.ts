import type { TracingModuleOptions } from '../../../lib/index.js';

export const platforms = ['express', 'fastify'] as const;

export type Platform = (typeof platforms)[number];

/** Ways to trace that must not show in any answer. */
export const variants = {
  "layers: 'all'": { layers: 'all' },
  "layers: 'quiet'": { layers: 'quiet' },
  'every layer, and providers': { layers: { minDurationMs: 0, providers: true } },
  "layers: 'all', unsampled": { layers: 'all', sampling: { ratio: 0 } },
  "layers: 'quiet', unsampled": { layers: 'quiet', sampling: { ratio: 0 } },
} as const satisfies Record<string, TracingModuleOptions>;

/** How a process runs the applications. */
export interface Setting {
  readonly platform: Platform;
  /** Undefined to run them without ever loading the library. */
  readonly tracing?: TracingModuleOptions;
}

/** Where the applications listen, by name. */
export type Ports = Readonly<Record<string, number>>;

/** What a process has to say at its end. */
export interface LastWords {
  /** Lines of Nest's log and errors that nobody caught, without their stacks. */
  readonly log: readonly string[];
  /** How many spans have finished. */
  readonly spans: number;
}

import type { Profiler } from 'node:inspector';
import type { OperationId } from '../micro/operations.js';

/** What the processes of the benchmark are asked over IPC. Each is a function on the other side. */
export type Commands = Record<string, (argument: never) => unknown>;

export interface Usage {
  /** User and system time of all threads so far, in microseconds. */
  readonly cpuUs: number;
  readonly rssBytes: number;
}

export interface ServerCommands extends Commands {
  usage: () => Usage;
  /** Delivers every span that has ended, so that the usage that follows has paid for all of them. */
  flushedUsage: () => Promise<Usage>;
  /** Bytes in use after a collection of garbage, those of buffers outside the heap included. */
  retainedBytes: () => number;
  startProfile: () => Promise<void>;
  /** The CPU profile since then. */
  stopProfile: () => Promise<Profiler.Profile>;
}

export interface CollectorCommands extends Commands {
  /** Spans received so far from the server of this name. */
  spansOf: (server: string) => number;
}

export interface LoadOrder {
  readonly port: number;
  readonly path: string;
  readonly requests: number;
  readonly sockets: number;
}

export interface LoadResult {
  readonly durationMs: number;
  readonly p99Ms: number;
}

export interface LoadCommands extends Commands {
  run: (order: LoadOrder) => Promise<LoadResult>;
}

export interface MicroCommands extends Commands {
  measureNs: (operation: OperationId) => Promise<number>;
}

/** How one process came to listen. */
export interface Startup {
  /** From the start of the process until it listens. */
  readonly wallMs: number;
  /** User and system time of all threads until then. */
  readonly cpuMs: number;
  readonly modules: number;
  readonly instrumentations: readonly string[];
}

export interface StartupCommands extends Commands {
  startup: () => Promise<Startup>;
}

/** What late patching costs in one process. */
export interface Sweep {
  /** In `require.cache`. */
  readonly files: number;
  readonly instrumentations: number;
  readonly patches: number;
  readonly constructMs: number;
  readonly firstMs: number;
  readonly repeatedMs: number;
}

export interface SweepCommands extends Commands {
  sweep: () => Sweep;
}

/** What a process says of itself when it is ready. */
export interface Ready {
  readonly port: number;
  readonly note?: string;
}

import type { PatternName } from './patterns.js';

/** Sends what one pattern stands for, and gives what came back. */
export type Sender = (name: PatternName) => Promise<unknown>;

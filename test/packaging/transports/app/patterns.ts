import type { TransportName } from './transports.js';

/** What is tried over each transport, in this order. */
export const patternNames = [
  'one',
  'three',
  'placed',
  'failing',
  'leaving',
  'late',
  'record',
] as const;

export type PatternName = (typeof patternNames)[number];

/** Brokers are shared by all that run at once, so each run has patterns of its own. */
export function patternOf(transport: TransportName, name: PatternName): string {
  return `${process.env.RUN}.${transport}.${name}`;
}

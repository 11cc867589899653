import type { TransportName } from './transports.js';

/** What is tried, in this order. */
export const patternNames = [
  'one',
  'three',
  'placed',
  'failing',
  'leaving',
  'late',
  'record',
  'deadline',
] as const;

export type PatternName = (typeof patternNames)[number];

/** Only gRPC knows deadlines, and it knows no events. */
export function patternsOver(transport: TransportName): readonly PatternName[] {
  return patternNames.filter((name) => name !== (transport === 'grpc' ? 'placed' : 'deadline'));
}

export function patternOf(transport: TransportName, name: PatternName): string {
  return `${prefixOf(transport, process.env.RUN)}${name}`;
}

/** Brokers are shared by all that run at once, so each run has patterns of its own. */
export function prefixOf(transport: TransportName, run: string | undefined): string {
  return transport === 'grpc' ? 'orders.Orders/' : `${run}.${transport}.`;
}

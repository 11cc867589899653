import http from 'node:http';
import Module from 'node:module';
import { setTimeout as pause } from 'node:timers/promises';

const MB = 1_024 * 1_024;

export interface Memory {
  readonly heapMb: number;
  readonly buffersMb: number;
  readonly rssMb: number;
}

/** Memory once everything is collected that can be; finalizers need turns of the loop in between. */
export async function memoryAfterCollection(): Promise<Memory> {
  if (globalThis.gc === undefined) {
    throw new Error('Start this with node --expose-gc.');
  }
  for (let round = 0; round < 3; round += 1) {
    globalThis.gc();
    await pause(20);
  }
  const { heapUsed, arrayBuffers, rss } = process.memoryUsage();
  return { heapMb: heapUsed / MB, buffersMb: arrayBuffers / MB, rssMb: rss / MB };
}

/** Listeners of the process, and what keeps it alive: timers, sockets, servers. */
export function openThings(): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const event of process.eventNames()) {
    counts[`on ${String(event)}`] = process.listenerCount(event);
  }
  for (const resource of process.getActiveResourcesInfo()) {
    counts[resource] = (counts[resource] ?? 0) + 1;
  }
  return counts;
}

/** What is more at the end than at the start, by more than `slack`. */
export function grown(
  before: Record<string, number>,
  after: Record<string, number>,
  slack = 0,
): string[] {
  return Object.entries(after)
    .filter(([name, count]) => count > (before[name] ?? 0) + slack)
    .map(([name, count]) => `${name}: ${before[name] ?? 0} -> ${count}`);
}

/** The functions a library that traces wraps; each must be the same at the end, or they are wrapped again and again. */
export function wrappedFunctions(classes: readonly (new (...args: never[]) => object)[]) {
  const prototypes: object[] = [
    http,
    http.Server.prototype,
    http.ClientRequest.prototype,
    Module,
    Promise.prototype,
    ...classes.map(({ prototype }) => prototype as object),
  ];
  return prototypes.flatMap((owner) =>
    Object.entries(Object.getOwnPropertyDescriptors(owner)).flatMap(([name, { value }]) =>
      typeof value === 'function' ? [{ name, value: value as unknown }] : [],
    ),
  );
}

type Point = readonly [x: number, y: number];

/** A straight line through the points by least squares: its slope, and half the width of its 95 % interval. */
export function slopeOf(points: readonly Point[]): { slope: number; margin: number } {
  const n = points.length;
  const mean = (pick: (point: Point) => number) =>
    points.reduce((sum, point) => sum + pick(point), 0) / n;
  const [meanX, meanY] = [mean(([x]) => x), mean(([, y]) => y)];
  const spread = points.reduce((sum, [x]) => sum + (x - meanX) ** 2, 0);
  const slope = points.reduce((sum, [x, y]) => sum + (x - meanX) * (y - meanY), 0) / spread;
  const residual = points.reduce((sum, [x, y]) => sum + (y - meanY - slope * (x - meanX)) ** 2, 0);
  return { slope, margin: 1.96 * Math.sqrt(residual / Math.max(1, n - 2) / spread) };
}

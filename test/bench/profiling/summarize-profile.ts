import type { Profiler } from 'node:inspector';
import { ownerOf, shortPath } from './owner-of.js';
import type { Owner } from './owner-of.js';

/** Time in something itself, without what it calls. */
export interface SelfTime {
  readonly name: string;
  readonly selfUs: number;
}

export interface FunctionTime extends SelfTime {
  readonly owner: Owner;
  readonly place: string;
}

/** A CPU profile as a few lists, each with the most expensive first. */
export interface ProfileSummary {
  readonly busyUs: number;
  readonly idleUs: number;
  readonly owners: readonly SelfTime[];
  readonly ourFiles: readonly SelfTime[];
  readonly functions: readonly FunctionTime[];
}

export function summarizeProfile(profile: Profiler.Profile): ProfileSummary {
  const functions = functionTimes(profile);
  const busy = functions.filter(({ owner }) => owner !== 'idle');
  const ours = busy.filter(({ owner }) => owner === 'nestjs-tracing');
  return {
    busyUs: sum(busy),
    idleUs: sum(functions) - sum(busy),
    owners: addUp(busy, ({ owner }) => owner),
    ourFiles: addUp(ours, ({ place }) => place.replace(/:\d+$/, '')),
    functions: busy.toSorted((a, b) => b.selfUs - a.selfUs),
  };
}

/** A function has a node for each way it was called; here these are one. */
function functionTimes({ nodes, samples = [], timeDeltas = [] }: Profiler.Profile): FunctionTime[] {
  const selfUs = new Map<number, number>();
  samples.forEach((id, index) => {
    selfUs.set(id, (selfUs.get(id) ?? 0) + (timeDeltas[index] ?? 0));
  });
  const times = new Map<string, FunctionTime>();
  for (const { id, callFrame } of nodes) {
    const { functionName, url, lineNumber } = callFrame;
    const name = functionName || '(anonymous)';
    const place = url === '' ? '' : `${shortPath(url)}:${lineNumber + 1}`;
    const key = `${name} ${url}:${lineNumber}`;
    const self = (times.get(key)?.selfUs ?? 0) + (selfUs.get(id) ?? 0);
    times.set(key, { name, place, owner: ownerOf(callFrame), selfUs: self });
  }
  return [...times.values()];
}

function sum(times: readonly SelfTime[]): number {
  return times.reduce((total, { selfUs }) => total + selfUs, 0);
}

function addUp(times: readonly FunctionTime[], nameOf: (time: FunctionTime) => string): SelfTime[] {
  const sums = new Map<string, number>();
  for (const time of times) {
    sums.set(nameOf(time), (sums.get(nameOf(time)) ?? 0) + time.selfUs);
  }
  return [...sums]
    .map(([name, selfUs]) => ({ name, selfUs }))
    .toSorted((a, b) => b.selfUs - a.selfUs);
}

import type { Context } from '@opentelemetry/api';
import { injectTraceContext } from './propagation.js';

type Headers = Record<string, string>;

/** Whether a name, which is in lower case, is among the headers of a request or message already. */
export type IsTaken = (name: string) => boolean;

/** Fields that say nothing without another one, and the wrong thing beside somebody else's. */
const BELONGS_TO: ReadonlyMap<string, string> = new Map([
  ['tracestate', 'traceparent'],
  ['x-b3-spanid', 'x-b3-traceid'],
  ['x-b3-sampled', 'x-b3-traceid'],
  ['x-b3-flags', 'x-b3-traceid'],
]);

/**
 * The trace context to add beside the headers a caller has set, whose own stand above it. What
 * belongs to a field of the caller's, as a `tracestate` to its `traceparent`, is not added to it.
 *
 * @param from context to tell; the active one unless given
 * @returns undefined when there is nothing to add
 */
export function contextBeside(isTaken: IsTaken, from?: Context): Headers | undefined {
  return withoutTaken(injectTraceContext<Headers>({}, from), isTaken);
}

/** The same of a trace context that is to go beside the headers of several messages. */
export function withoutTaken(carrier: Readonly<Headers>, isTaken: IsTaken): Headers | undefined {
  const names = Object.keys(carrier).filter((name) => !isSpokenFor(name.toLowerCase(), isTaken));
  return names.length === 0
    ? undefined
    : Object.fromEntries(names.map((name) => [name, carrier[name]!]));
}

function isSpokenFor(name: string, isTaken: IsTaken): boolean {
  const other = BELONGS_TO.get(name);
  return isTaken(name) || (other !== undefined && isTaken(other));
}

/** Of headers whose names the caller may have written in any case. */
export function takenIn(names: Iterable<string>): IsTaken {
  const taken = new Set<string>();
  for (const name of names) {
    taken.add(name.toLowerCase());
  }
  return (name) => taken.has(name);
}

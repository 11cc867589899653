import { EventEmitter, once } from 'node:events';
import type { IncomingHttpHeaders } from 'node:http';
import { trace } from '@opentelemetry/api';

type Verdict = 'own' | 'none' | 'another';

/** By the name of a request, then by a point of its handling. */
const notes: Record<string, Record<string, Verdict>> = {};
const arrivals = new EventEmitter();

/** Notes whether work goes on in the trace its request came with. One miss at a point counts. */
export function noteContext({ headers }: { headers: IncomingHttpHeaders }, point: string): void {
  const active = trace.getActiveSpan()?.spanContext().traceId;
  const isOwn = active !== undefined && headers.traceparent?.includes(active) === true;
  const name = String(headers['x-name']);
  const points = (notes[name] ??= {});
  if (points[point] === undefined || points[point] === 'own') {
    points[point] = isOwn ? 'own' : active === undefined ? 'none' : 'another';
  }
  arrivals.emit(`${name}: ${point}`);
}

/** Waits for a note that is not there yet. */
export async function untilNoted(name: string, point: string): Promise<void> {
  await once(arrivals, `${name}: ${point}`);
}

export function allNotes(): typeof notes {
  return notes;
}

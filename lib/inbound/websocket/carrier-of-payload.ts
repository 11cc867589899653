import { propagation } from '@opentelemetry/api';
import { traceContextFields } from '../../spans/propagation.js';
import type { TraceCarrier } from '../../spans/propagation.js';

/** A frame is parsed a second time for its trace context, so a long one is not. */
const LONGEST_FRAME = 65_536;

/**
 * The trace context in a message, in a format that is read here: `traceparent`, with `tracestate`
 * and `baggage` if it likes,
 * - in what it carries, when that is an object; of several arguments, in the last; or
 * - in a frame of `ws`, beside `event` and `data`, where handlers do not see it.
 */
export function carrierOfPayload(payload: unknown, frame: unknown): TraceCarrier | undefined {
  return carrierIn(Array.isArray(payload) ? payload.at(-1) : payload) ?? carrierInFrame(frame);
}

function carrierIn(payload: unknown): TraceCarrier | undefined {
  if (typeof payload !== 'object' || payload === null) {
    return undefined;
  }
  const fields = payload as Record<string, unknown>;
  const isSet = (name: string) => Object.hasOwn(payload, name) && typeof fields[name] === 'string';
  return traceContextFields().some(isSet)
    ? Object.fromEntries(propagation.fields().map((name) => [name, fields[name]]))
    : undefined;
}

function carrierInFrame(frame: unknown): TraceCarrier | undefined {
  return (typeof frame === 'string' || Buffer.isBuffer(frame)) &&
    frame.length <= LONGEST_FRAME &&
    traceContextFields().some((name) => frame.includes(`"${name}"`))
    ? carrierIn(parse(frame.toString()))
    : undefined;
}

/** An adapter with a format of its own may have read the frame differently. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

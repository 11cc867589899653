import { injectTraceContext } from '../../../spans/propagation.js';

/**
 * The trace context to add to the headers of a message: the names the caller has not set, in whatever
 * case. A `tracestate` belongs to its `traceparent`, so beside one of the caller's there is none of ours.
 *
 * @param names of the headers the message has already
 * @returns undefined when there is nothing to add
 */
export function contextBeside(names: Iterable<string>): Record<string, string> | undefined {
  const carrier = injectTraceContext<Record<string, string>>({});
  for (const name of names) {
    const taken = name.toLowerCase();
    delete carrier[taken];
    if (taken === 'traceparent') {
      delete carrier.tracestate;
    }
  }
  return Object.keys(carrier).length > 0 ? carrier : undefined;
}

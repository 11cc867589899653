import type { TraceSpan } from 'nestjs-tracing';
import { DemoError } from './demo-error.js';
import { rootRequest, whatIsMissing } from './trace-completeness.js';
import type { TraceStore } from './trace-store.js';

const withinMs = 20_000;

export interface ExpectedTrace {
  title: string;
  /** The name of the root span. */
  root: string;
  services: readonly string[];
  /** Traces that were there before. */
  known: ReadonlySet<string>;
}

/** Resolves with the complete trace; names what did not come when the deadline passes. */
export async function awaitTrace(
  store: TraceStore,
  expected: ExpectedTrace,
  ending: AbortSignal,
): Promise<TraceSpan[]> {
  const signal = AbortSignal.any([ending, AbortSignal.timeout(withinMs)]);
  try {
    for await (const trace of store.quietTraces(signal)) {
      if (isExpected(trace, expected) && !whatIsMissing(trace, expected.services)) return trace;
    }
  } catch {
    ending.throwIfAborted();
  }
  throw incomplete(store, expected);
}

function isExpected(trace: readonly TraceSpan[], { root, known }: ExpectedTrace): boolean {
  const request = rootRequest(trace);
  return request?.name === root && !known.has(request.traceId);
}

function incomplete(store: TraceStore, expected: ExpectedTrace): DemoError {
  const traces = store.all();
  const trace = traces.find((candidate) => isExpected(candidate, expected)) ?? [];
  const missing = whatIsMissing(trace, expected.services);
  const senders = new Set(traces.flat().map(({ serviceName }) => serviceName));
  return new DemoError(
    `The trace of "${expected.title}" was not complete after ${withinMs / 1_000} s: ${missing}.`,
    [`Spans of any trace came from: ${[...senders].join(', ') || 'nobody'}.`],
  );
}

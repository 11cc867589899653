import type { ReadableSpan } from '@opentelemetry/sdk-trace-node';
import { tracesOf } from '../traces.js';
import { spanTree } from '../tree/span-tree.js';
import type { MatcherContext, MatcherResult } from './matcher.interface.js';
import { spansOf } from './spans-of.js';

export function toBeOneTrace(this: MatcherContext, source: unknown): MatcherResult {
  const spans = [...new Set(spansOf(source, 'toBeOneTrace'))];
  const fault = faultOf(spans);
  return {
    pass: fault === undefined,
    message: () =>
      `expected spans ${fault === undefined ? 'not to be one trace' : `to be one trace, but ${fault}`}\n` +
      tracesOf(spans).map(drawTrace).join('\n'),
  };
}

function faultOf(spans: readonly ReadableSpan[]): string | undefined {
  const traces = tracesOf(spans);
  if (traces.length !== 1) {
    return traces.length === 0 ? 'there are no spans' : `there are ${traces.length} traces:`;
  }
  const known = new Set(spans.map((span) => span.spanContext().spanId));
  const tops = spans.filter(({ parentSpanContext: of }) => !known.has(of?.spanId ?? ''));
  // A parent in another process is none that could be here.
  const orphan = tops.find(({ parentSpanContext: of }) => of !== undefined && of.isRemote !== true);
  if (orphan !== undefined) {
    return `the parent of "${orphan.name}" is not among them:`;
  }
  const { length } = spanTree(spans).roots;
  return length === 1 ? undefined : `there are ${length} roots:`;
}

function drawTrace(spans: readonly ReadableSpan[]): string {
  const [first] = spans;
  const tree = spanTree(spans).toString().replaceAll(/^/gm, '  ');
  return `trace ${first?.spanContext().traceId ?? ''}\n${tree}`;
}

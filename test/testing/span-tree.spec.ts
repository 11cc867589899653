import { ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { BasicTracerProvider } from '@opentelemetry/sdk-trace-node';
import type { ReadableSpan } from '@opentelemetry/sdk-trace-node';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { SpanRecording } from '../../lib/sdk/recording/span-recording.js';
import { spanTree } from '../../lib/testing/index.js';
import { request, spansOf } from './support/made-spans.js';
import type { Made } from './support/made-spans.js';

afterEach(() => {
  vi.restoreAllMocks();
});

/** Spans of one trace, `[id, id of the parent]` each, as no tracer makes them unless ids repeat. */
function spansWithIds(...ids: readonly (readonly [string, string])[]): ReadableSpan[] {
  const recording = new SpanRecording();
  const traceId = 'a'.repeat(32);
  for (const [id, parent] of ids) {
    const idGenerator = { generateTraceId: () => traceId, generateSpanId: () => id.repeat(16) };
    const provider = new BasicTracerProvider({ idGenerator, spanProcessors: [recording] });
    const above = { traceId, spanId: parent.repeat(16), traceFlags: 1 };
    const context = trace.setSpanContext(ROOT_CONTEXT, above);
    provider.getTracer('test').startSpan(`${id} below ${parent}`, {}, context).end();
  }
  return recording.finished();
}

const siblings = Array.from({ length: 9_999 }, (): Made => ({ name: 'query' }));

/** Each span below the one before. */
function chainOf(length: number): ReadableSpan[] {
  const recording = new SpanRecording();
  const tracer = new BasicTracerProvider({ spanProcessors: [recording] }).getTracer('test');
  let context = ROOT_CONTEXT;
  for (let count = 0; count < length; count += 1) {
    const span = tracer.startSpan('step', {}, context);
    context = trace.setSpan(ROOT_CONTEXT, span);
    span.end();
  }
  return recording.finished();
}

describe('spanTree()', () => {
  it('reads as indented lines, with siblings in alphabetical order and failures marked', () => {
    expect(spanTree(spansOf(request)).toString()).toBe(
      [
        'SERVER GET /orders/:id',
        '  AuthGuard',
        '    CLIENT GET',
        '  OrdersController.find ERROR',
      ].join('\n'),
    );
  });

  it('is data with the same spans', () => {
    const { roots } = spanTree(spansOf(request));

    expect(roots).toEqual([
      {
        name: 'GET /orders/:id',
        kind: 'SERVER',
        status: 'UNSET',
        attributes: request.attributes,
        durationMs: expect.any(Number),
        children: [
          expect.objectContaining({ name: 'AuthGuard', kind: 'INTERNAL' }),
          expect.objectContaining({ name: 'OrdersController.find', status: 'ERROR', children: [] }),
        ],
      },
    ]);
  });

  it('has a span as a root whose parent is not there', () => {
    const [, ...withoutController] = spansOf(request).toReversed();

    expect(spanTree(withoutController).roots.map(({ name }) => name)).toEqual([
      'AuthGuard',
      'OrdersController.find',
    ]);
  });

  it('has a span once that is listed twice', () => {
    const spans = spansOf(request);

    expect(spanTree([...spans, ...spans]).toString()).toBe(spanTree(spans).toString());
  });

  it('keeps every span where a test has put a number in the place of Math.random()', () => {
    vi.spyOn(Math, 'random').mockReturnValue(0.5);
    const spans = spansOf({ name: 'outer', children: [{ name: 'inner' }, { name: 'inner' }] });
    expect(new Set(spans.map((span) => span.spanContext().spanId)).size, 'ids').toBe(1);

    expect(spanTree(spans).toString()).toBe('outer\n  inner\n  inner');
  });

  it('begins at one of the spans that are each below the other', () => {
    const spans = spansWithIds(['d', 'c'], ['b', 'c'], ['c', 'b'], ['e', 'e']);

    expect(spanTree(spans).toString()).toBe(
      ['c below b', '  b below c', '  d below c', 'e below e'].join('\n'),
    );
  });

  // Once for each span, or once for each level, would take longer than the test may.
  it.each([
    ['many spans side by side', spansOf({ name: 'list', children: siblings })],
    ['a chain of spans', chainOf(3_000)],
  ])('draws %s at once', (_, spans) => {
    const begun = performance.now();
    const lines = spanTree(spans).toString().split('\n');

    expect(lines).toHaveLength(spans.length);
    expect(performance.now() - begun).toBeLessThan(10_000);
  });

  it('orders siblings of one name by what is below them', () => {
    const below = (...names: string[]): Made => ({
      name: 'query',
      children: names.map((name) => ({ name })),
    });
    const spans = spansOf({ name: 'root', children: [below('b'), below('a', 'c'), below('a')] });

    const [root] = spanTree(spans).roots;

    expect(root?.children.map(({ children }) => children.map(({ name }) => name))).toEqual([
      ['a'],
      ['a', 'c'],
      ['b'],
    ]);
  });
});

import { SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { describe, expect, it } from 'vitest';
import { runInSpan } from '../../lib/spans/run-in-span.js';
import { activeSpan } from '../../lib/spans/active-span.js';
import { tree } from '../support/span-tree.js';
import { recordSpans } from '../support/recorded-spans.js';

const spans = recordSpans();

class PaymentDeclined extends Error {}

describe('runInSpan()', () => {
  it('returns the very value of a synchronous function', () => {
    const rates = { EUR: 1 };

    const result = runInSpan('rates', () => rates);

    expect(result).toBe(rates);
    expect(spans.tree()).toBe('rates');
    expect(spans.span('rates').status.code).toBe(SpanStatusCode.UNSET);
  });

  it.each([undefined, null, 0, '', false, 7n, Symbol.iterator])('returns %s as it is', (value) => {
    expect(runInSpan('value', () => value)).toBe(value);
    expect(spans.tree()).toBe('value');
  });

  it('throws on the very error of a synchronous function', () => {
    const error = new PaymentDeclined('no cover');
    const { stack } = error;

    const run = () =>
      runInSpan('pay', () => {
        throw error;
      });

    expect(run).toThrow(expect.toSatisfy((thrown) => thrown === error));
    expect(error.stack).toBe(stack);
    expect(spans.span('pay').status).toEqual({ code: SpanStatusCode.ERROR, message: 'no cover' });
    expect(spans.span('pay').attributes).toEqual({ 'error.type': 'PaymentDeclined' });
  });

  it('ends the span of an async function when its promise has settled', async () => {
    let settle!: (value: number) => void;
    const gate = new Promise<number>((resolve) => (settle = resolve));

    const result = runInSpan('load', async () => (await gate) + 1);

    expect(spans.all()).toEqual([]);
    settle(1);
    expect(await result).toBe(2);
    expect(spans.tree()).toBe('load');
  });

  it('returns the very promise of a function that is not async', async () => {
    const promise = Promise.resolve(5);

    const result = runInSpan('load', () => promise);

    expect(result).toBe(promise);
    expect(spans.all()).toEqual([]);
    expect(await result).toBe(5);
    expect(spans.tree()).toBe('load');
  });

  it.each([
    ['an async function', async (error: Error) => Promise.reject(error)],
    ['a function that is not async', (error: Error) => Promise.reject(error)],
  ])('rejects with the very error of %s', async (_, fail: (error: Error) => Promise<never>) => {
    const error = new PaymentDeclined('no cover');

    const caught = await runInSpan('pay', () => fail(error)).catch((reason: unknown) => reason);

    expect(caught).toBe(error);
    expect(spans.span('pay').status.code).toBe(SpanStatusCode.ERROR);
    expect(spans.span('pay').events.map(({ name }) => name)).toEqual(['exception']);
  });

  it('takes a promise subclass that needs more than an executor for a value', () => {
    class Job extends Promise<number> {
      constructor(name: string, start: (resolve: (value: number) => void) => void) {
        if (typeof start !== 'function') throw new TypeError(`${name} cannot start`);
        super(start);
      }
    }
    const job = new Job('report', (resolve) => resolve(3));

    expect(runInSpan('job', () => job)).toBe(job);
    expect(spans.tree()).toBe('job');
  });

  it('gives the work its span, active', () => {
    runInSpan('work', (span) => {
      expect(trace.getActiveSpan()).toBe(span);
      span.setAttribute('a', 1).updateName('renamed');
      activeSpan().setAttributes({ b: 2 });
    });

    expect(spans.span('renamed').attributes).toEqual({ a: 1, b: 2 });
  });

  it('is the parent of what runs in it, and of nothing that runs after it', async () => {
    await runInSpan('outer', async () => {
      runInSpan('sync', () => runInSpan('below sync', () => 1));
      await runInSpan('async', async () => {
        await Promise.resolve();
        runInSpan('below async', () => 1);
      });
      runInSpan('after', () => 1);
    });

    expect(spans.tree()).toBe(
      tree(`
        outer
          sync
            below sync
          async
            below async
          after
      `),
    );
  });

  it('takes kind and attributes before the work starts', () => {
    runInSpan('send', { kind: SpanKind.PRODUCER, attributes: { queue: 'mail' } }, (span) => {
      expect(span.isRecording()).toBe(true);
    });

    expect(spans.tree()).toBe('PRODUCER send');
    expect(spans.span('send').attributes).toEqual({ queue: 'mail' });
  });

  it('starts a trace of its own with root', () => {
    runInSpan('request', () => runInSpan('job', { root: true }, () => runInSpan('step', () => 1)));

    expect(spans.span('job').parentSpanContext).toBeUndefined();
    expect(spans.span('job').spanContext().traceId).not.toBe(
      spans.span('request').spanContext().traceId,
    );
    expect(spans.span('step').parentSpanContext?.spanId).toBe(
      spans.span('job').spanContext().spanId,
    );
  });

  it('keeps its links', () => {
    const cause = runInSpan('cause', (span) => span.spanContext());

    runInSpan('effect', { links: [{ context: cause, attributes: { batch: 3 } }] }, () => 1);

    expect(spans.span('effect').links).toMatchObject([
      { context: { spanId: cause.spanId }, attributes: { batch: 3 } },
    ]);
  });

  it('measures a synchronous span from before its work to after it', () => {
    const before = Date.now();

    runInSpan('work', () => {
      const end = performance.now() + 5;
      while (performance.now() < end);
    });

    const { startTime, duration } = spans.span('work');
    // Date.now() tells whole milliseconds.
    expect(startTime[0] * 1_000 + startTime[1] / 1e6).toBeGreaterThan(before - 1);
    expect(duration[0] * 1_000 + duration[1] / 1e6).toBeGreaterThanOrEqual(5);
  });
});

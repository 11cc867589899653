import { SpanStatusCode } from '@opentelemetry/api';
import { describe, expect, it } from 'vitest';
import { runInSpan } from '../../lib/spans/run-in-span.js';
import { tree } from '../support/span-tree.js';
import { recordSpans } from '../support/recorded-spans.js';

const spans = recordSpans();
const step = (name: string) => runInSpan(name, () => 1);

function* count(): Generator<number, string, string | undefined> {
  try {
    step('first');
    const answer = yield 1;
    step(answer ?? 'second');
    yield 2;
    return 'done';
  } finally {
    step('cleanup');
  }
}

describe('a generator', () => {
  it('that is never iterated has no span', () => {
    runInSpan('count', count);

    expect(spans.started()).toBe(0);
  });

  it('has a span for the whole iteration, and the loop that runs it is not in the span', () => {
    const seen: number[] = [];

    runInSpan('caller', () => {
      for (const value of runInSpan('count', count)) {
        seen.push(value);
        step(`loop ${value}`);
      }
    });

    expect(seen).toEqual([1, 2]);
    expect(spans.tree()).toBe(
      tree(`
        caller
          count
            first
            second
            cleanup
          loop 1
          loop 2
      `),
    );
  });

  it('ends its span when the loop is left early', () => {
    for (const value of runInSpan('count', count)) {
      if (value === 1) break;
    }

    expect(spans.tree()).toBe(tree('count\n  first\n  cleanup'));
    expect(spans.span('count').status.code).toBe(SpanStatusCode.UNSET);
  });

  it('fails its span with what is thrown inside', () => {
    const error = new Error('boom');
    const failing = runInSpan('failing', function* () {
      yield 1;
      throw error;
    });

    expect(() => [...failing]).toThrow(expect.toSatisfy((thrown) => thrown === error));

    expect(spans.span('failing').status.message).toBe('boom');
  });

  it('fails its span with what is thrown into it', () => {
    const counting = runInSpan('count', count);
    counting.next();

    expect(() => counting.throw(new Error('enough'))).toThrow('enough');

    expect(spans.span('count').status.message).toBe('enough');
    expect(spans.tree()).toBe(tree('count\n  first\n  cleanup'));
  });

  it('keeps its span open when it catches what is thrown into it', () => {
    const stubborn = runInSpan('stubborn', function* () {
      try {
        yield 1;
      } catch {
        yield 2;
      }
    });
    stubborn.next();

    expect(stubborn.throw(new Error('enough'))).toEqual({ value: 2, done: false });
    expect(spans.all()).toEqual([]);
    expect(stubborn.next().done).toBe(true);

    expect(spans.span('stubborn').status.code).toBe(SpanStatusCode.UNSET);
  });

  it('receives what next() and return() pass', () => {
    const counting = runInSpan('count', count);

    expect(counting.next('unheard')).toEqual({ value: 1, done: false });
    expect(counting.next('answer')).toEqual({ value: 2, done: false });
    expect(counting.return('early')).toEqual({ value: 'early', done: true });
    expect(counting.next()).toEqual({ value: undefined, done: true });

    expect(spans.tree()).toBe(tree('count\n  first\n  answer\n  cleanup'));
  });

  it('left by return() or throw() before its first step has no span', () => {
    const [returned, thrown] = [runInSpan('count', count), runInSpan('count', count)];
    const error = new Error('never mind');

    expect(returned.return('never mind')).toEqual({ value: 'never mind', done: true });
    expect(() => thrown.throw(error)).toThrow(error);

    expect(returned.next()).toEqual({ value: undefined, done: true });
    expect(thrown.next()).toEqual({ value: undefined, done: true });
    expect(spans.started()).toBe(0);
  });

  it('delegates with yield* in a span below', () => {
    const outer = runInSpan('outer', function* () {
      return yield* runInSpan('count', count);
    });

    expect([...outer]).toEqual([1, 2]);

    expect(spans.tree()).toBe(tree('outer\n  count\n    first\n    second\n    cleanup'));
  });

  it('stays the same object, of the same kind', () => {
    const counting = count();

    const traced = runInSpan('count', () => counting);

    expect(traced).toBe(counting);
    expect(traced[Symbol.iterator]()).toBe(counting);
    expect(Object.keys(traced)).toEqual([]);
    expect(traced).toBeInstanceOf(count);
    expect(Object.prototype.toString.call(traced)).toBe('[object Generator]');
  });

  it('that accepts no property works, with a span for its call', () => {
    expect([...runInSpan('frozen', () => Object.freeze(count()))]).toEqual([1, 2]);

    expect(spans.all().map(({ name }) => name)).toContain('frozen');
  });

  it('hands its return value to onResult', () => {
    const onResult = (outcome: unknown) => ({ outcome: String(outcome) });

    expect([...runInSpan('count', { onResult }, count)]).toEqual([1, 2]);

    expect(spans.span('count').attributes).toEqual({ outcome: 'done' });
  });
});

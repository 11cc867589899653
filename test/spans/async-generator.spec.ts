import { describe, expect, it } from 'vitest';
import { activeSpan } from '../../lib/spans/active-span.js';
import { runInSpan } from '../../lib/spans/run-in-span.js';
import { recordSpans } from '../support/recorded-spans.js';
import { tree } from '../support/span-tree.js';

const spans = recordSpans();
const step = (name: string) => runInSpan(name, () => 1);

describe('an async generator', () => {
  async function* pages(): AsyncGenerator<number, void, unknown> {
    try {
      step('page 1');
      yield 1;
      await Promise.resolve();
      step('page 2');
      yield 2;
    } finally {
      activeSpan().setAttribute('closed', true);
    }
  }

  it('that is never iterated has no span', () => {
    runInSpan('pages', pages);

    expect(spans.started()).toBe(0);
  });

  it('has a span for the whole iteration, and the loop that runs it is not in the span', async () => {
    await runInSpan('caller', async () => {
      for await (const page of runInSpan('pages', pages)) {
        step(`loop ${page}`);
      }
    });

    expect(spans.tree()).toBe(
      tree(`
        caller
          pages
            page 1
            page 2
          loop 1
          loop 2
      `),
    );
    expect(spans.span('pages').attributes).toEqual({ closed: true });
  });

  it('ends its span when the loop is left early', async () => {
    for await (const page of runInSpan('pages', pages)) {
      if (page === 1) break;
    }

    expect(spans.tree()).toBe(tree('pages\n  page 1'));
    expect(spans.span('pages').attributes).toEqual({ closed: true });
  });

  it('fails its span with what is thrown inside', async () => {
    const error = new Error('no such page');
    const failing = runInSpan('failing', async function* () {
      yield 1;
      throw error;
    });
    await failing.next();

    await expect(failing.next()).rejects.toBe(error);

    expect(spans.span('failing').status.message).toBe('no such page');
  });

  it('answers several next() at once in their order', async () => {
    const traced = runInSpan('pages', pages);

    const steps = await Promise.all([traced.next(), traced.next(), traced.next()]);

    expect(steps.map(({ value }) => value)).toEqual([1, 2, undefined]);
    expect(spans.tree()).toBe(tree('pages\n  page 1\n  page 2'));
  });

  it('stays the same object', () => {
    const source = pages();

    const traced = runInSpan('pages', () => source);

    expect(traced).toBe(source);
    expect(traced[Symbol.asyncIterator]()).toBe(source);
  });
});

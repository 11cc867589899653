import { SpanStatusCode } from '@opentelemetry/api';
import { describe, expect, it } from 'vitest';
import { runInSpan } from '../../lib/spans/run-in-span.js';
import { tree } from '../support/span-tree.js';
import { recordSpans } from '../support/recorded-spans.js';

const spans = recordSpans();

/** Runs its statement each time it is awaited, and not before, as query builders do. */
class Builder implements PromiseLike<string> {
  #conditions: string[] = [];
  runs = 0;

  constructor(private readonly outcome: () => Promise<string> = async () => 'rows') {}

  where(condition: string): this {
    this.#conditions.push(condition);
    return this;
  }

  then<A = string, B = never>(
    onFulfilled?: ((value: string) => A | PromiseLike<A>) | null,
    onRejected?: ((error: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    return this.#run().then(onFulfilled, onRejected);
  }

  catch<B>(onRejected: (error: unknown) => B) {
    return this.then().then(undefined, onRejected);
  }

  #run(): Promise<string> {
    this.runs += 1;
    const conditions = this.#conditions.join(' ');
    return runInSpan('query', () => this.outcome().then((rows) => `${rows} ${conditions}`.trim()));
  }
}

describe('a lazy thenable', () => {
  it('that is not awaited is not started, and has no span', () => {
    const builder = new Builder();

    expect(runInSpan('find', () => builder)).toBe(builder);

    expect(builder.runs).toBe(0);
    expect(spans.started()).toBe(0);
  });

  it('has a span for its evaluation, which the caller starts', async () => {
    const found = await runInSpan('caller', async () => {
      const rows = await runInSpan('find', () => new Builder()).where('id = 1');
      runInSpan('after', () => 1);
      return rows;
    });

    expect(found).toBe('rows id = 1');
    expect(spans.tree()).toBe(
      tree(`
        caller
          find
            query
          after
      `),
    );
  });

  it('has a span for each time it is awaited', async () => {
    const builder = runInSpan('find', () => new Builder());

    await builder;
    await builder;

    expect(builder.runs).toBe(2);
    expect(spans.tree()).toBe(tree('find\n  query\nfind\n  query'));
  });

  it('fails its span with the very error', async () => {
    const error = new Error('no such table');
    const builder = runInSpan('find', () => new Builder(async () => Promise.reject(error)));

    expect(await builder.catch((reason: unknown) => reason)).toBe(error);
    await expect(builder).rejects.toBe(error);

    expect(spans.all().filter(({ name }) => name === 'find')).toMatchObject([
      { status: { code: SpanStatusCode.ERROR } },
      { status: { code: SpanStatusCode.ERROR } },
    ]);
  });

  it('passes on what the callbacks of then() return and throw', async () => {
    const builder = runInSpan('find', () => new Builder());
    const error = new Error('in the callback');

    expect(await builder.then((rows) => rows.length)).toBe(4);
    await expect(
      builder.then(() => {
        throw error;
      }),
    ).rejects.toBe(error);

    expect(spans.all().map(({ status }) => status.code)).not.toContain(SpanStatusCode.ERROR);
  });

  it('keeps private fields, keys and class', async () => {
    const builder = runInSpan('find', () => new Builder().where('a'));

    expect(builder).toBeInstanceOf(Builder);
    expect(Object.keys(builder)).toEqual(Object.keys(new Builder()));
    expect(await builder.where('b')).toBe('rows a b');
  });

  it('that is frozen works, with a span for its call', async () => {
    const frozen = Object.freeze({ then: (resolve: (value: number) => void) => resolve(7) });

    expect(await runInSpan('find', () => frozen)).toBe(7);

    expect(spans.tree()).toBe('find');
  });

  it('whose then() throws fails its span', async () => {
    const error = new Error('cannot even start');
    const broken: PromiseLike<never> = {
      then: () => {
        throw error;
      },
    };

    await expect(runInSpan('find', () => broken)).rejects.toBe(error);

    expect(spans.span('find').status.message).toBe(error.message);
  });

  it('hands its value to onResult', async () => {
    const onResult = (rows: string) => ({ rows });

    await runInSpan('find', { onResult }, () => new Builder());

    expect(spans.span('find').attributes).toEqual({ rows: 'rows' });
  });
});

describe('a promise that is lazy by a then() of its own', () => {
  it('is not started by being returned', async () => {
    let starts = 0;
    class LazyPromise extends Promise<number> {
      static override get [Symbol.species]() {
        return Promise;
      }
      override then: Promise<number>['then'] = (...callbacks) => {
        starts += 1;
        return Promise.resolve(starts).then(...callbacks);
      };
    }
    const lazy = new LazyPromise(() => {});

    expect(runInSpan('lazy', () => lazy)).toBe(lazy);
    expect(starts).toBe(0);
    expect(await lazy).toBe(1);

    expect(spans.tree()).toBe('lazy');
  });
});

describe('an object that does not want to be looked at', () => {
  const refuse = () => {
    throw new Error('do not look');
  };
  const objects: Record<string, () => object> = {
    'with a getter "then" that throws': () => Object.defineProperty({}, 'then', { get: refuse }),
    'that is a proxy with throwing traps': () => new Proxy({}, { get: refuse, has: refuse }),
    'that is a promise whose "then" throws': () =>
      Object.defineProperty(Promise.resolve(), 'then', { get: refuse }),
  };

  it.each(Object.keys(objects))('%s is returned as it is', (kind) => {
    const result = objects[kind]!();

    const returned = runInSpan('work', () => result);

    expect(Object.is(returned, result)).toBe(true);
    expect(spans.tree()).toBe('work');
    expect(spans.span('work').status.code).toBe(SpanStatusCode.UNSET);
  });
});

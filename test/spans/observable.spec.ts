import { SpanStatusCode } from '@opentelemetry/api';
import {
  BehaviorSubject,
  EMPTY,
  NEVER,
  Observable,
  Subject,
  connectable,
  concat,
  defer,
  firstValueFrom,
  lastValueFrom,
  map,
  of,
  range,
  retry,
  take,
  throwError,
  toArray,
} from 'rxjs';
import { describe, expect, it } from 'vitest';
import { runInSpan } from '../../lib/spans/run-in-span.js';
import { activeSpan } from '../../lib/spans/active-span.js';
import { recordSpans } from '../support/recorded-spans.js';
import { tree } from '../support/span-tree.js';

const spans = recordSpans();

describe('an Observable', () => {
  it('that nobody subscribes to starts no span', () => {
    const numbers = runInSpan('numbers', () => of(1, 2));

    expect(numbers).toBeInstanceOf(Observable);
    expect(spans.started()).toBe(0);
  });

  it('has a span for each subscription', async () => {
    const numbers = runInSpan('numbers', () => of(1, 2));

    expect(await lastValueFrom(numbers.pipe(toArray()))).toEqual([1, 2]);
    expect(spans.tree()).toBe('numbers');
    expect(await lastValueFrom(numbers)).toBe(2);
    expect(spans.tree()).toBe(tree('numbers\nnumbers'));
  });

  it('has a span for each attempt of a retry', async () => {
    let attempt = 0;
    const flaky = runInSpan('flaky', () =>
      defer(() => (++attempt < 3 ? throwError(() => new Error('not yet')) : of(attempt))),
    );

    expect(await lastValueFrom(flaky.pipe(retry(5)))).toBe(3);

    expect(spans.all().map(({ status }) => status.code)).toEqual([
      SpanStatusCode.ERROR,
      SpanStatusCode.ERROR,
      SpanStatusCode.UNSET,
    ]);
  });

  it('ends its span on completion, without a value too', () => {
    let isComplete = false;

    runInSpan('nothing', () => EMPTY.pipe()).subscribe({ complete: () => (isComplete = true) });
    runInSpan('none', () => of<number[]>().pipe(take(3))).subscribe();

    expect(isComplete).toBe(true);
    expect(spans.tree()).toBe(tree('nothing\nnone'));
  });

  it('ends its span with the very error', async () => {
    const error = new Error('boom');
    const failing = runInSpan('failing', () => throwError(() => error));

    await expect(lastValueFrom(failing)).rejects.toBe(error);

    expect(spans.span('failing').status.code).toBe(SpanStatusCode.ERROR);
    expect(spans.span('failing').events).toHaveLength(1);
  });

  it('ends its span when the subscriber leaves, after the teardown of the source', () => {
    const order: unknown[] = [];
    const endless = runInSpan(
      'endless',
      () => new Observable(() => () => order.push(spans.all().length)),
    );

    const subscription = endless.subscribe();
    expect(spans.all()).toEqual([]);
    subscription.unsubscribe();

    expect(order).toEqual([0]);
    expect(spans.span('endless').status.code).toBe(SpanStatusCode.UNSET);
  });

  it('stops a source that emits synchronously once take(1) has its value', async () => {
    let produced = 0;
    const source = range(1, 1_000_000).pipe(map(() => ++produced));

    expect(await lastValueFrom(runInSpan('range', () => source).pipe(take(1)))).toBe(1);

    expect(produced).toBe(1);
    expect(spans.tree()).toBe('range');
  });

  it('ends its span once, whatever a source does after its end', () => {
    const unruly = new Observable<number>((subscriber) => {
      subscriber.complete();
      subscriber.next(1);
      subscriber.error(new Error('late'));
    });
    const seen: unknown[] = [];

    const subscription = runInSpan('unruly', () => unruly).subscribe((value) => seen.push(value));
    subscription.unsubscribe();

    expect(seen).toEqual([]);
    expect(spans.span('unruly').status.code).toBe(SpanStatusCode.UNSET);
  });

  it('turns what its source throws into an error of the span', async () => {
    const error = new Error('thrown while subscribing');
    const throwing = new Observable(() => {
      throw error;
    });

    await expect(lastValueFrom(runInSpan('throwing', () => throwing))).rejects.toBe(error);

    expect(spans.span('throwing').status.message).toBe(error.message);
  });

  it('of a subscriber that has left already has no span, and is started as it would be', () => {
    let starts = 0;
    const source = new Observable((subscriber) => {
      starts += 1;
      subscriber.complete();
    });
    const traced = runInSpan('late', () => source);

    new Observable((subscriber) => {
      subscriber.unsubscribe();
      traced.subscribe(subscriber);
    }).subscribe();

    expect(starts).toBe(1);
    expect(spans.started()).toBe(0);
  });

  it('keeps what was set on its span before it was returned, for every subscription', () => {
    const traced = runInSpan('numbers', () => {
      activeSpan().setAttribute('source', 'cache').setAttributes({ size: 2 });
      return concat(of(1), of(2));
    });

    traced.subscribe();
    traced.subscribe();

    expect(spans.all().map(({ attributes }) => attributes)).toEqual([
      { source: 'cache', size: 2 },
      { source: 'cache', size: 2 },
    ]);
  });

  it('hands the last value to onResult', async () => {
    const onResult = (last: number) => ({ last });

    await lastValueFrom(runInSpan('numbers', { onResult }, () => of(1, 2, 3)));

    expect(spans.span('numbers').attributes).toEqual({ last: 3 });
  });
});

describe('a Subject', () => {
  it('stays the object it is', async () => {
    const state = new BehaviorSubject('ready');
    const subject = new Subject<number>();

    expect(runInSpan('state', () => state)).toBe(state);
    expect(runInSpan('subject', () => subject)).toBe(subject);

    expect(state.value).toBe('ready');
    expect(await firstValueFrom(state)).toBe('ready');
    expect(spans.tree()).toBe(tree('state\nsubject'));
  });

  it('behind asObservable() is traced as any Observable', () => {
    const subject = new Subject<number>();

    const subscription = runInSpan('events', () => subject.asObservable()).subscribe();
    subject.next(1);
    expect(spans.started()).toBe(1);
    subscription.unsubscribe();

    expect(spans.tree()).toBe('events');
  });

  it('in the form of a connectable keeps its connect()', () => {
    const shared = connectable(NEVER);

    expect(runInSpan('shared', () => shared)).toBe(shared);

    shared.connect().unsubscribe();
  });
});

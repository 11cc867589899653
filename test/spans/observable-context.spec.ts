import { context, propagation, trace } from '@opentelemetry/api';
import type { Observable } from 'rxjs';
import {
  asyncScheduler,
  lastValueFrom,
  map,
  mergeMap,
  observeOn,
  of,
  switchMap,
  tap,
  throwError,
} from 'rxjs';
import { describe, expect, it } from 'vitest';
import { runInSpan } from '../../lib/spans/run-in-span.js';
import { activeSpan } from '../../lib/spans/active-span.js';
import { tree } from '../support/span-tree.js';
import { waitFor } from '../support/wait-for.js';
import { recordSpans } from '../support/recorded-spans.js';

const spans = recordSpans();
const step = (name: string) => runInSpan(name, () => 1);

describe('the span of a subscription', () => {
  it.each([
    ['synchronous', (source: Observable<number>) => source],
    ['asynchronous', (source: Observable<number>) => source.pipe(observeOn(asyncScheduler))],
  ])('is the parent of what a %s source does, and of nothing after it', async (_, emit) => {
    const traced = runInSpan('traced', () => emit(of(1)).pipe(tap(() => step('within'))));

    await runInSpan('caller', () => lastValueFrom(traced.pipe(tap(() => step('after')))));

    expect(spans.tree()).toBe(
      tree(`
        caller
          traced
            within
          after
      `),
    );
  });

  it('is not active in the handlers of the caller', () => {
    const seen: unknown[] = [];
    const note = () => void seen.push(trace.getActiveSpan());
    const observer = { next: note, error: note, complete: note };

    runInSpan('fine', () => of(1)).subscribe(observer);
    runInSpan('failing', () => throwError(() => new Error('boom'))).subscribe(observer);

    expect(seen).toEqual([undefined, undefined, undefined]);
  });

  it('is the parent of Observables traced within it, subscription by subscription', async () => {
    const inner = () => runInSpan('inner', () => of(1).pipe(tap(() => step('work'))));
    const outer = runInSpan('outer', () => inner());

    await lastValueFrom(outer);
    await lastValueFrom(outer);

    const once = tree(`
      outer
        inner
          work
    `);
    expect(spans.tree()).toBe(`${once}\n${once}`);
  });

  it('is a child of the caller when operators switch from one traced Observable to the next', async () => {
    const load = (name: string) => runInSpan(name, () => of(name));

    await runInSpan('caller', () =>
      lastValueFrom(
        load('first').pipe(
          switchMap(() => load('second')),
          mergeMap(() => load('third')),
        ),
      ),
    );

    expect(spans.tree()).toBe(
      tree(`
        caller
          first
          second
          third
      `),
    );
  });

  it('is a child of the span that is active when the subscription is made', async () => {
    const traced = runInSpan('assembly', () => ({ load: runInSpan('load', () => of(1)) })).load;

    await runInSpan('request', async () => lastValueFrom(traced));

    expect(spans.tree()).toBe(tree('assembly\nrequest\n  load'));
  });

  it('is a child of the span the call was made in when no other is active', async () => {
    const traced = runInSpan('request', () => ({ load: runInSpan('load', () => of(1)) })).load;

    await lastValueFrom(traced);

    expect(spans.tree()).toBe(tree('request\n  load'));
  });

  it('leaves the other values of the subscriber context as they are', async () => {
    const baggage = propagation.createBaggage({ tenant: { value: 'acme' } });
    const tenant = () => propagation.getActiveBaggage()?.getEntry('tenant')?.value;
    const traced = runInSpan('traced', () => of(1).pipe(map(tenant)));

    const seen = await runInSpan('caller', () =>
      context.with(propagation.setBaggage(context.active(), baggage), () => lastValueFrom(traced)),
    );

    expect(seen).toBe('acme');
  });
});

describe('the synchronous part of a method that returns an Observable', () => {
  it('has a span of its own when it does traced work', async () => {
    const traced = runInSpan('find', () => {
      step('look up');
      return of(1).pipe(tap(() => step('emit')));
    });

    await lastValueFrom(traced);

    expect(spans.tree()).toBe(
      tree(`
        find
          look up
        find
          emit
      `),
    );
  });

  it('has its span ended when a timer it left running is the first to need it', async () => {
    runInSpan('find', () => {
      setTimeout(() => step('late'), 1);
      return of(1);
    });
    expect(spans.started()).toBe(0);

    await waitFor('both spans', () => spans.all().length === 2);

    expect(spans.tree()).toBe(tree('find\n  late'));
  });

  it('may be where its own Observable is subscribed to later', async () => {
    const done = new Promise((resolve) => {
      const traced: Observable<number> = runInSpan('find', () => {
        setTimeout(() => traced.subscribe({ complete: () => resolve(undefined) }), 1);
        return of(1).pipe(tap(() => activeSpan().setAttribute('emitted', true)));
      });
    });

    await done;

    expect(spans.tree()).toBe(tree('find\n  find'));
  });
});

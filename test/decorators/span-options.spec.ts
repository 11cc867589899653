import { SpanKind, SpanStatusCode, TraceFlags } from '@opentelemetry/api';
import type { Attributes } from '@opentelemetry/api';
import { lastValueFrom, of } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { Span } from '../../lib/decorators/span.decorator.js';
import type { SpanDecoratorOptions } from '../../lib/decorators/span-options.interface.js';
import { runInSpan } from '../../lib/spans/run-in-span.js';
import { recordSpans } from '../support/recorded-spans.js';
import { tree } from '../support/span-tree.js';

const spans = recordSpans();
const linked = {
  traceId: '0af7651916cd43dd8448eb211c80319c',
  spanId: 'b7ad6b7169203331',
  traceFlags: TraceFlags.SAMPLED,
};

function refuse(): never {
  throw new Error('callback is broken');
}

/** A class whose one method has the options given. */
function service(options: SpanDecoratorOptions, result: unknown = 'done') {
  class Service {
    @Span(options)
    run(..._args: unknown[]) {
      return result;
    }

    @Span(options)
    async runAsync(..._args: unknown[]) {
      return result;
    }

    @Span(options)
    *iterate() {
      yield 1;
      return result;
    }

    @Span(options)
    fail() {
      throw new Error('boom');
    }
  }
  return new Service();
}

describe('the options of @Span()', () => {
  it('name and kind', () => {
    service({ name: 'send mail', kind: SpanKind.PRODUCER }).run();

    expect(spans.tree()).toBe('PRODUCER send mail');
  });

  it('attributes: constant', () => {
    service({ attributes: { layer: 'domain' } }).run('ignored');

    expect(spans.span('Service.run').attributes).toEqual({ layer: 'domain' });
  });

  it('attributes: a function of the arguments', async () => {
    const attributes = (id: string, options?: { force: boolean }): Attributes | undefined =>
      id === '' ? undefined : { 'order.id': id, 'order.force': options?.force };

    await service({ attributes }).runAsync('7', { force: true });
    service({ attributes }).run('');

    expect(spans.span('Service.runAsync').attributes).toEqual({
      'order.id': '7',
      'order.force': true,
    });
    expect(spans.span('Service.run').attributes).toEqual({});
  });

  it('attributes: a function that throws leaves call and span alone', async () => {
    expect(service({ attributes: refuse }).run()).toBe('done');
    expect(await service({ attributes: refuse }).runAsync()).toBe('done');

    expect(spans.tree()).toBe(tree('Service.run\nService.runAsync'));
    expect(spans.all().map(({ status }) => status.code)).toEqual([0, 0]);
    expect(spans.warnings()).toEqual([expect.stringContaining('callback is broken')]);
  });

  it('attributes: an object whose getters throw leaves call and span alone', () => {
    const hostile = Object.defineProperty({}, 'id', { get: refuse, enumerable: true });

    expect(service({ attributes: () => hostile }).run()).toBe('done');

    expect(spans.tree()).toBe('Service.run');
  });

  it('links: constant, and a function of the arguments', () => {
    service({ links: [{ context: linked }] }).run();
    service({ links: (context: typeof linked) => [{ context }] }).run(linked);

    expect(spans.all().map(({ links }) => links)).toMatchObject([
      [{ context: linked }],
      [{ context: linked }],
    ]);
  });

  it('links: a function that throws leaves call and span alone', () => {
    expect(service({ links: refuse }).run()).toBe('done');

    expect(spans.span('Service.run').links).toEqual([]);
  });

  it('root: a new trace at each call', async () => {
    await runInSpan('request', async () => {
      service({ root: true }).run();
      await service({ root: true }).runAsync();
    });

    expect(spans.tree()).toBe(tree('request\nService.run\nService.runAsync'));
    expect(new Set(spans.all().map((span) => span.spanContext().traceId)).size).toBe(3);
  });

  it('recordException: false', () => {
    expect(() => service({ recordException: false }).fail()).toThrow('boom');

    expect(spans.span('Service.fail').status.code).toBe(SpanStatusCode.UNSET);
    expect(spans.span('Service.fail').events).toEqual([]);
  });
});

describe('onResult of @Span()', () => {
  const onResult = (result: unknown) => ({ result: String(result) });

  it.each<[string, unknown, (result: never) => unknown]>([
    ['a value', 7, (result) => result],
    ['a promise', Promise.resolve(7), (result) => result],
    ['an Observable', of(1, 7), (result) => lastValueFrom(result)],
    ['a thenable', { then: (resolve: (value: number) => void) => resolve(7) }, (result) => result],
  ])('hears the outcome of %s', async (_, result, settle) => {
    await settle(service({ onResult }, result).run() as never);

    expect(spans.span('Service.run').attributes).toEqual({ result: '7' });
  });

  it('hears the outcome of async methods and generators', async () => {
    await service({ onResult }).runAsync();
    expect([...service({ onResult }).iterate()]).toEqual([1]);

    expect(spans.span('Service.runAsync').attributes).toEqual({ result: 'done' });
    expect(spans.span('Service.iterate').attributes).toEqual({ result: 'done' });
  });

  it('hears nothing of an error', () => {
    expect(() => service({ onResult }).fail()).toThrow('boom');

    expect(spans.span('Service.fail').attributes).toEqual({ 'error.type': 'Error' });
  });

  it.each<[string, () => Attributes]>([
    ['throws', refuse],
    [
      'returns what throws',
      () => Object.defineProperty({}, 'a', { get: refuse, enumerable: true }),
    ],
  ])('that %s leaves result and span alone', async (_, broken) => {
    expect(service({ onResult: broken }).run()).toBe('done');
    expect(await service({ onResult: broken }).runAsync()).toBe('done');

    expect(spans.all().map(({ status }) => status.code)).toEqual([0, 0]);
    expect(spans.tree()).toBe(tree('Service.run\nService.runAsync'));
  });
});

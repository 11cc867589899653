import {
  Controller,
  Get,
  Inject,
  Injectable,
  Logger,
  NotFoundException,
  Scope,
} from '@nestjs/common';
import { REQUEST } from '@nestjs/core';
import { EventEmitter2, EventEmitterModule, OnEvent } from '@nestjs/event-emitter';
import { SpanStatusCode } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace-node';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { NoSpan, SkipTracing, Span, SpanAttribute, Traceable, runInSpan } from '../../lib/index.js';
import { tree } from '../support/span-tree.js';
import { startTracedApplication } from '../support/traced-application.js';
import type { TracedApplication } from '../support/traced-application.js';
import { unhandledRejectionsOf } from '../support/unhandled-rejections.js';

const SIGNAL = Symbol('signal');
const cause = new NotFoundException('no such order');

const order: string[] = [];

@Injectable()
class Orders {
  @OnEvent('order.plain')
  plain(id: number): string {
    order.push('plain');
    return runInSpan('work', () => `plain ${id}`);
  }

  @OnEvent('order.promised')
  async promised(id: number): Promise<string> {
    await Promise.resolve();
    return runInSpan('work', () => `promised ${id}`);
  }

  @OnEvent('order.plain', { prependListener: true })
  first(): string {
    order.push('first');
    return 'first';
  }

  @OnEvent('deferred.async', { async: true })
  @OnEvent('deferred.promisify', { async: true, promisify: true })
  @OnEvent('deferred.nextTick', { nextTick: true })
  deferred(): string {
    return runInSpan('work', () => 'deferred');
  }

  @OnEvent('relayed')
  relay(controller: { hidden(): string }): string {
    return controller.hidden();
  }

  @OnEvent(['many', 'parts'])
  @OnEvent('other')
  parts(): void {}

  @OnEvent([SIGNAL])
  signal(): void {}

  @OnEvent('wild.*')
  wild(): void {}

  @OnEvent('failing')
  failing(): void {
    throw cause;
  }

  @OnEvent('failing.on', { suppressErrors: false })
  async failingOn(): Promise<void> {
    throw cause;
  }

  @OnEvent('recorded')
  recorded(@SpanAttribute('order.id', ({ id }: { id: number }) => id) _order: unknown): void {}

  @Span('orders.named')
  @OnEvent('named')
  named(): void {
    runInSpan('work', () => undefined);
  }

  @OnEvent('unseen')
  @NoSpan()
  unseen(): void {
    runInSpan('work', () => undefined);
  }

  flags = -1;

  @SkipTracing()
  @OnEvent('skipped')
  skipped(): void {
    runInSpan('work', (span) => (this.flags = span.spanContext().traceFlags));
  }
}

@Traceable()
@Injectable()
class TraceableOrders {
  @OnEvent('traceable')
  on(): void {}
}

@Injectable({ scope: Scope.REQUEST })
class Scoped {
  constructor(@Inject(REQUEST) private readonly payload: unknown) {}

  @OnEvent('scoped')
  @OnEvent('scoped.later', { async: true })
  on(): unknown {
    return runInSpan('work', () => this.payload);
  }
}

@Controller('orders')
class OrdersController {
  constructor(private readonly events: EventEmitter2) {}

  @Get('awaited')
  awaited(): Promise<unknown[]> {
    return this.events.emitAsync('order.promised', 7);
  }

  @Get('told')
  told(): boolean {
    return this.events.emit('order.promised', 7);
  }

  @Get('relayed')
  relayed(): boolean {
    return this.events.emit('relayed', this);
  }

  @SkipTracing()
  @Get('hidden')
  hidden(): string {
    return 'hidden';
  }

  @SkipTracing()
  @Get('skipped')
  skipped(): Promise<unknown[]> {
    this.events.emit('order.plain', 7);
    return this.events.emitAsync('order.plain', 7);
  }
}

describe('@OnEvent()', () => {
  let traced: TracedApplication;
  let emitter: EventEmitter2;

  beforeAll(async () => {
    traced = await startTracedApplication({
      imports: [EventEmitterModule.forRoot({ wildcard: true })],
      controllers: [OrdersController],
      providers: [Orders, TraceableOrders, Scoped],
    });
    emitter = traced.app.get(EventEmitter2);
  });
  beforeEach(() => {
    traced.reset();
    order.length = 0;
  });
  afterAll(() => traced.close());

  const emit = (event: string | symbol | string[], ...values: unknown[]) =>
    runInSpan('emitter', () => emitter.emit(event, ...values));
  const emitAsync = (event: string | symbol | string[], ...values: unknown[]) =>
    runInSpan('emitter', () => emitter.emitAsync(event, ...values));

  /** The listener's span, which is to link to the emitter's and to nothing else. */
  const expectLinked = async (name: string): Promise<ReadableSpan> => {
    const listener = await traced.span(name);
    const source = await traced.span('emitter');
    expect(listener.parentSpanContext).toBeUndefined();
    expect(listener.spanContext().traceId).not.toBe(source.spanContext().traceId);
    expect(listener.links.map(({ context }) => context.spanId)).toEqual([
      source.spanContext().spanId,
    ]);
    return listener;
  };

  it('is a child of the request that awaits it', async () => {
    const response = await fetch(`${traced.url}/orders/awaited`);

    expect(await response.json()).toEqual(['promised 7']);
    expect(await traced.treeOf(4)).toBe(
      tree(`
        SERVER GET /orders/awaited
          OrdersController.awaited
            Orders.promised
              work
      `),
    );
    expect((await traced.span('Orders.promised')).links).toEqual([]);
  });

  it('is a trace of its own, linked to the request that does not wait', async () => {
    const response = await fetch(`${traced.url}/orders/told`);

    expect(await response.text()).toBe('true');
    expect(await traced.treeOf(4)).toBe(
      tree(`
        Orders.promised
          work
        SERVER GET /orders/told
          OrdersController.told
      `),
    );
    const handler = await traced.span('OrdersController.told');
    const [link] = (await traced.span('Orders.promised')).links;
    expect(link?.context.spanId).toBe(handler.spanContext().spanId);
  });

  it('says what it is, and the event', async () => {
    await emitAsync('order.promised', 7);

    expect((await traced.span('Orders.promised')).attributes).toEqual({
      'nestjs.type': 'event_listener',
      'nestjs.event.name': 'order.promised',
    });
  });

  it('begins a trace where no span is active', async () => {
    emitter.emit('order.plain', 7);

    expect(await traced.treeOf(3)).toBe(
      tree(`
        Orders.first
        Orders.plain
          work
      `),
    );
    expect((await traced.span('Orders.plain')).links).toEqual([]);
  });

  it('runs at once and in the order it would', () => {
    const isHeard = emit('order.plain', 7);

    expect(isHeard).toBe(true);
    expect(order).toEqual(['first', 'plain']);
    expect(emitter.emit('nobody listens')).toBe(false);
  });

  it('returns what it would to whoever awaits it', async () => {
    expect(await emitAsync('order.plain', 7)).toEqual(['first', 'plain 7']);
    expect(await emitAsync('deferred.promisify')).toEqual(['deferred']);
  });

  it.each(['async', 'promisify', 'nextTick'])(
    'is linked when it is put off and nobody waits (%s)',
    async (how) => {
      emit(`deferred.${how}`);

      expect(traced.spans().map(({ name }) => name)).toEqual(['emitter']);
      await expectLinked('Orders.deferred');
      expect(await traced.treeOf(3)).toBe(
        tree(`
          Orders.deferred
            work
          emitter
        `),
      );
    },
  );

  it.each(['async', 'nextTick'])(
    'is linked when it is put off without a promise (%s)',
    async (how) => {
      await emitAsync(`deferred.${how}`);

      await expectLinked('Orders.deferred');
    },
  );

  it('is a child when it is put off with a promise', async () => {
    await emitAsync('deferred.promisify');

    expect(await traced.treeOf(3)).toBe(
      tree(`
        emitter
          Orders.deferred
            work
      `),
    );
  });

  it.each([
    ['an event in parts', ['many', 'parts'], 'parts', 'many.parts'],
    ['one of several events', 'other', 'parts', 'other'],
    ['a symbol', [SIGNAL], 'signal', undefined],
    ['an event that matches', 'wild.one', 'wild', 'wild.one'],
  ] as const)('hears %s', async (_what, event, method, name) => {
    emit(event as string | symbol | string[]);

    const { attributes } = await expectLinked(`Orders.${method}`);
    expect(attributes['nestjs.event.name']).toBe(name);
  });

  it('fails with an error that Nest logs', async () => {
    emit('failing');

    const { status, events } = await expectLinked('Orders.failing');
    expect(status).toEqual({ code: SpanStatusCode.ERROR, message: 'no such order' });
    expect(events).toHaveLength(1);
  });

  it('fails as well where it is awaited and Nest keeps the error to itself', async () => {
    expect(await emitAsync('failing')).toEqual([undefined]);

    const [listener, source] = [await traced.span('Orders.failing'), await traced.span('emitter')];
    expect(listener.parentSpanContext?.spanId).toBe(source.spanContext().spanId);
    expect(listener.status.code).toBe(SpanStatusCode.ERROR);
    expect(source.status.code).toBe(SpanStatusCode.UNSET);
  });

  it('is active while Nest writes the log line of its error', async () => {
    const active: string[] = [];
    Logger.overrideLogger({
      log: () => undefined,
      warn: () => undefined,
      error: () => runInSpan('log line', (span) => active.push(span.spanContext().traceId)),
    });

    emit('failing');

    const { traceId } = (await expectLinked('Orders.failing')).spanContext();
    Logger.overrideLogger(false);
    expect(active).toEqual([traceId]);
  });

  it('hands on an error that is not to be suppressed, which may be an answer', async () => {
    await expect(emitAsync('failing.on')).rejects.toBe(cause);

    const { status, events } = await traced.span('Orders.failingOn');
    expect(status.code).toBe(SpanStatusCode.UNSET);
    expect(events).toHaveLength(1);
  });

  it('leaves an error unhandled that nobody waits for', async () => {
    const unhandled = await unhandledRejectionsOf(() => emit('failing.on'));

    expect(unhandled).toEqual([cause]);
    expect((await expectLinked('Orders.failingOn')).status.code).toBe(SpanStatusCode.ERROR);
  });

  it('records the parameters that @SpanAttribute() marks', async () => {
    emit('recorded', { id: 7 });

    expect((await expectLinked('Orders.recorded')).attributes).toMatchObject({ 'order.id': 7 });
  });

  it.each([
    ['orders.named', 'named'],
    ['TraceableOrders.on', 'traceable'],
  ])('has the span of its own decorator, linked as well (%s)', async (span, event) => {
    emit(event);

    await expectLinked(span);
    expect(traced.spans().filter(({ name }) => name !== 'work')).toHaveLength(2);
  });

  it('has the span of its own decorator below whoever awaits it', async () => {
    await emitAsync('named');

    expect(await traced.treeOf(3)).toBe(
      tree(`
        emitter
          orders.named
            work
      `),
    );
  });

  it('is left alone by @NoSpan()', async () => {
    emit('unseen');

    expect(await traced.treeOf(2)).toBe(
      tree(`
        emitter
          work
      `),
    );
  });

  it('is left out by @SkipTracing(), with what it calls', async () => {
    emit('skipped');

    expect(await traced.treeOf(1)).toBe('emitter');
    expect(traced.app.get(Orders).flags).toBe(0);
  });

  it('leaves no trace of a request that is to leave none', async () => {
    await fetch(`${traced.url}/orders/skipped`);
    await emitAsync('named');

    await traced.treeOf(3);
    expect(traced.spans()).toHaveLength(3);
  });

  it('is sampled by itself after a request that is not, unless that awaits it', async () => {
    const headers = { traceparent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-00` };

    await fetch(`${traced.url}/orders/awaited`, { headers });
    await fetch(`${traced.url}/orders/told`, { headers });

    expect(await traced.treeOf(2)).toBe('Orders.promised\n  work');
    const [link] = (await traced.span('Orders.promised')).links;
    expect(link?.context.traceId).toBe('a'.repeat(32));
  });

  it('speaks for itself alone where it was not awaited: the request stays', async () => {
    await fetch(`${traced.url}/orders/relayed`);

    expect(await traced.treeOf(3)).toBe(
      tree(`
        Orders.relay
        SERVER GET /orders/relayed
          OrdersController.relayed
      `),
    );
  });

  it('is made for each event in a request scope', async () => {
    emit('scoped', 'first');
    await expectLinked('Scoped.on');
    traced.reset();

    expect(await emitAsync('scoped', 'second')).toEqual(['second']);

    expect(await traced.treeOf(3)).toBe(
      tree(`
        emitter
          Scoped.on
            work
      `),
    );
    expect((await traced.span('Scoped.on')).attributes['nestjs.event.name']).toBe('scoped');
  });

  it('leaves listeners alone that somebody added by hand', async () => {
    const listener = () => runInSpan('work', () => undefined);
    emitter.on('by.hand', listener);

    emit('by.hand');

    expect(await traced.treeOf(2)).toBe(
      tree(`
        emitter
          work
      `),
    );
    expect(emitter.listeners('by.hand')).toEqual([listener]);
  });

  it('leaves a call by anybody else without a span', async () => {
    traced.app.get(Orders).plain(7);

    expect(await traced.treeOf(1)).toBe('work');
  });

  it('leaves the emitter looking as it did', () => {
    expect(emitter).toBeInstanceOf(EventEmitter2);
    expect(Object.keys(emitter)).not.toContain('emit');
    expect([emitter.emit.name, emitter.emit.length]).toEqual([
      EventEmitter2.prototype.emit.name,
      EventEmitter2.prototype.emit.length,
    ]);
  });
});

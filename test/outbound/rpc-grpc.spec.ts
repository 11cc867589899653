import { Inject, Injectable } from '@nestjs/common';
import type { Interceptor, Metadata } from '@grpc/grpc-js';
import { Client, ClientProxyFactory, ClientsModule } from '@nestjs/microservices';
import type { ClientGrpc, GrpcOptions } from '@nestjs/microservices';
import { SpanStatusCode, trace } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace-node';
import { Subject, firstValueFrom, lastValueFrom, of, retry, take, toArray } from 'rxjs';
import type { Observable } from 'rxjs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { runInSpan } from '../../lib/index.js';
import { grpc, metadataOf, plainServer, shopOptions } from '../support/grpc/shop.js';
import type { Order } from '../support/grpc/shop.js';
import { tree } from '../support/span-tree.js';
import { startTracedApplication } from '../support/traced-application.js';
import type { TracedApplication } from '../support/traced-application.js';
import { waitFor } from '../support/wait-for.js';

interface Orders {
  find(...args: unknown[]): Observable<Order>;
  follow(...args: unknown[]): Observable<Order>;
  collect(...args: unknown[]): Observable<Order>;
  exchange(...args: unknown[]): Observable<Order>;
}

interface Call extends NodeJS.EventEmitter {
  readonly request: Order;
  readonly metadata: Metadata;
  write(order: Order): void;
  end(): void;
}

type Answer = (error: unknown, order?: Order) => void;

interface RawOrders {
  find(order: Order, ...rest: unknown[]): NodeJS.EventEmitter;
  follow(order: Order, ...rest: unknown[]): NodeJS.EventEmitter;
}

let heard: Record<string, unknown>[] = [];
let attempts = 0;

/** A server that knows nothing of Nest or tracing, and notes the metadata it is sent. */
const methods = {
  find(call: Call, answer: Answer): void {
    heard.push(call.metadata.getMap());
    attempts += 1;
    const { id } = call.request;
    if (id === 'missing' || (id === 'flaky' && attempts === 1)) {
      answer({ code: 5, details: 'no such order' });
    } else if (id !== 'endless') {
      answer(null, call.request);
    }
  },
  follow(call: Call): void {
    heard.push(call.metadata.getMap());
    call.write(call.request);
    if (call.request.id === 'missing') {
      call.emit('error', { code: 5, details: 'no such order' });
    } else if (call.request.id !== 'endless') {
      call.end();
    }
  },
  collect(call: Call, answer: Answer): void {
    heard.push(call.metadata.getMap());
    const ids: string[] = [];
    call.on('data', ({ id }: Order) => ids.push(id));
    call.on('end', () => answer(null, { id: ids.join() }));
  },
  exchange(call: Call): void {
    heard.push(call.metadata.getMap());
    call.on('data', (order: Order) => call.write(order));
    call.on('end', () => call.end());
  },
};

const options: GrpcOptions = await shopOptions();

@Injectable()
class Clients {
  @Client(options)
  readonly decorated!: ClientGrpc;

  readonly made = ClientProxyFactory.create(options) as unknown as ClientGrpc;

  constructor(
    @Inject('REGISTERED') readonly registered: ClientGrpc,
    @Inject('REGISTERED LATER') readonly registeredLater: ClientGrpc,
  ) {}
}

// Made before forRoot(), in this file as in most applications.
const early = ClientProxyFactory.create(options) as unknown as ClientGrpc & { close(): void };
const earlyOrders = early.getService<Orders>('Orders');
const imports = [
  ClientsModule.register([{ ...options, name: 'REGISTERED' }]),
  ClientsModule.registerAsync([{ name: 'REGISTERED LATER', useFactory: () => options }]),
];

let traced: TracedApplication;
let closeServer: () => void;
let orders: Orders;

beforeAll(async () => {
  closeServer = await plainServer(options.options.url!, methods);
  traced = await startTracedApplication({ imports, providers: [Clients] });
  orders = early.getService('Orders');
});

beforeEach(() => {
  traced.reset();
  heard = [];
  attempts = 0;
});

afterAll(async () => {
  early.close();
  await traced.close();
  closeServer();
});

describe('a unary call', () => {
  it('has a CLIENT span, whose context is sent', async () => {
    expect(await lastValueFrom(orders.find({ id: '7' }))).toEqual({ id: '7' });

    const client = await traced.span('shop.v1.Orders/Find');
    expect(client.kind).toBe(2);
    expect(client.attributes).toEqual({
      'rpc.system.name': 'grpc',
      'rpc.method': 'shop.v1.Orders/Find',
      'rpc.response.status_code': 'OK',
      'server.address': '127.0.0.1',
      'server.port': Number(new URL(`http://${options.options.url}`).port),
    });
    expect(heard).toMatchObject([{ traceparent: traceparentOf(client) }]);
  });

  it('has one for each subscription, below who subscribes', async () => {
    const find = orders.find({ id: 'flaky' });
    await runInSpan('checkout', () => lastValueFrom(find.pipe(retry(1))));

    expect(await traced.treeOf(3)).toBe(
      tree(`
        checkout
          CLIENT shop.v1.Orders/Find
          CLIENT shop.v1.Orders/Find
      `),
    );
  });

  it('has none without a subscription', async () => {
    orders.find({ id: '1' });
    await lastValueFrom(orders.follow({ id: '7' }));

    expect(await traced.treeOf(1)).toBe('CLIENT shop.v1.Orders/Follow');
  });

  it('is answered in the context of who subscribed', async () => {
    await runInSpan('checkout', (span) => {
      const find = orders.find({ id: '7' });
      return new Promise<void>((resolve) => {
        find.subscribe(() => {
          expect(trace.getActiveSpan()?.spanContext()).toEqual(span.spanContext());
          resolve();
        });
      });
    });
  });

  it('fails with the status it is answered with', async () => {
    const failure = await lastValueFrom(orders.find({ id: 'missing' })).catch((error) => error);

    expect(failure).toMatchObject({ code: 5, details: 'no such order' });
    const client = await traced.span('shop.v1.Orders/Find');
    expectFailure(client, 'NOT_FOUND');
    expect(client.events).toHaveLength(1);
  });

  it('fails when its deadline has passed', async () => {
    const find = orders.find({ id: 'endless' }, metadataOf(), { deadline: Date.now() + 100 });
    await expect(lastValueFrom(find)).rejects.toMatchObject({ code: 4 });

    expectFailure(await traced.span('shop.v1.Orders/Find'), 'DEADLINE_EXCEEDED');
  });

  it('fails when there is no server', async () => {
    const elsewhere = ClientProxyFactory.create(await shopOptions()) as unknown as typeof early;
    const find = elsewhere.getService<Orders>('Orders').find({ id: '7' });
    await expect(lastValueFrom(find)).rejects.toMatchObject({ code: 14 });

    expectFailure(await traced.span('shop.v1.Orders/Find'), 'UNAVAILABLE');
    elsewhere.close();
  });

  it('ends when nobody waits for its answer any more', async () => {
    const subscription = orders.find({ id: 'endless' }).subscribe();
    await waitFor('the server', () => heard.length > 0);
    subscription.unsubscribe();

    const client = await traced.span('shop.v1.Orders/Find');
    expectFailure(client, 'CANCELLED');
    expect(client.events).toEqual([]);
  });

  it.each([
    ['without a request', []],
    ['with options where metadata are to be', [{ id: '7' }, undefined]],
  ])('is refused as without tracing: %s', async (_, args) => {
    const refusal = args.length === 0 ? 'Incorrect arguments' : 'interceptors';
    await expect(lastValueFrom(orders.find(...args))).rejects.toThrow(refusal);

    const client = await traced.span('shop.v1.Orders/Find');
    expect(client.status.code).toBe(SpanStatusCode.ERROR);
    expect(heard).toEqual([]);
  });
});

describe('metadata of the caller', () => {
  it('are sent with the trace context, and are left as they were', async () => {
    const metadata = metadataOf({ tenant: 'a', 'key-bin': Buffer.from([0, 255]) });
    await lastValueFrom(orders.find({ id: '7' }, metadata));
    await lastValueFrom(orders.follow({ id: '7' }, metadata, {}));

    const [find, follow] = await waitFor('2 spans', () =>
      traced.spans().length === 2 ? traced.spans() : undefined,
    );
    const own = { tenant: 'a', 'key-bin': Buffer.from([0, 255]) };
    expect(heard).toMatchObject([
      { ...own, traceparent: traceparentOf(find!) },
      { ...own, traceparent: traceparentOf(follow!) },
    ]);
    expect(metadata.getMap()).toEqual(own);
  });

  it('keep a traceparent that the caller set', async () => {
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    await lastValueFrom(orders.find({ id: '7' }, metadataOf({ traceparent })));

    expect(heard).toMatchObject([{ traceparent }]);
    await traced.span('shop.v1.Orders/Find');
  });

  it('reach interceptors with all that is in them', async () => {
    const metadata = metadataOf();
    metadata.setOpaque('ticket', 'seven');
    const seen: unknown[] = [];
    const interceptor: Interceptor = (callOptions, next) =>
      new grpc.InterceptingCall(next(callOptions), {
        start(sent, listener, proceed) {
          seen.push(sent.getOpaque('ticket'), sent.get('traceparent').length);
          proceed(sent, listener);
        },
      });
    await lastValueFrom(orders.find({ id: '7' }, metadata, { interceptors: [interceptor] }));

    expect(seen).toEqual(['seven', 1]);
  });

  it('may be more than the server takes', async () => {
    const find = orders.find({ id: '7' }, metadataOf({ huge: 'x'.repeat(100_000) }));
    const failure = await lastValueFrom(find).catch((error: { code: number }) => error);

    expect(failure).toHaveProperty('code');
    const client = await traced.span('shop.v1.Orders/Find');
    expect(client.status.code).toBe(SpanStatusCode.ERROR);
  });

  it('may be missing where there are options', async () => {
    await lastValueFrom(orders.find({ id: '7' }, { deadline: Date.now() + 60_000 }));

    const client = await traced.span('shop.v1.Orders/Find');
    expect(heard).toMatchObject([{ traceparent: traceparentOf(client) }]);
  });
});

describe('a call that is answered by a stream', () => {
  it('ends with the last answer', async () => {
    await lastValueFrom(orders.follow({ id: '7' }));

    const client = await traced.span('shop.v1.Orders/Follow');
    expect(client.attributes['rpc.response.status_code']).toBe('OK');
    expect(heard).toMatchObject([{ traceparent: traceparentOf(client) }]);
  });

  it('fails with its status', async () => {
    const follow = orders.follow({ id: 'missing' });
    await expect(lastValueFrom(follow)).rejects.toMatchObject({ code: 5 });

    expectFailure(await traced.span('shop.v1.Orders/Follow'), 'NOT_FOUND');
  });

  it('ends when nobody listens any more, which is no failure once something came', async () => {
    await lastValueFrom(orders.follow({ id: 'endless' }).pipe(take(1)));

    const client = await traced.span('shop.v1.Orders/Follow');
    expect(client.attributes['rpc.response.status_code']).toBe('CANCELLED');
    expect(client.attributes['error.type']).toBeUndefined();
    expect(client.status.code).toBe(SpanStatusCode.UNSET);
  });

  it('is heard in the context of who subscribed', async () => {
    const { spanId, seen } = await runInSpan('checkout', async (span) => {
      const ids: (string | undefined)[] = [];
      const note = () => void ids.push(trace.getActiveSpan()?.spanContext().spanId);
      await new Promise<void>((resolve) => {
        orders.follow({ id: '7' }).subscribe({ next: note, complete: () => resolve(note()) });
      });
      return { spanId: span.spanContext().spanId, seen: ids };
    });

    expect(seen).toEqual([spanId, spanId]);
  });
});

describe('a call that is a stream', () => {
  it.each([
    ['an Observable', () => of({ id: '1' }, { id: '2' })],
    ['a Subject', () => subjectOf({ id: '1' }, { id: '2' })],
  ])('has a CLIENT span: %s', async (_, upstream) => {
    expect(await lastValueFrom(orders.collect(upstream()))).toEqual({ id: '1,2' });

    const client = await traced.span('shop.v1.Orders/Collect');
    expect(client.attributes['rpc.response.status_code']).toBe('OK');
    expect(heard).toMatchObject([{ traceparent: traceparentOf(client) }]);
  });

  it.each([
    ['an Observable', () => of({ id: '1' }, { id: '2' })],
    ['a Subject', () => subjectOf({ id: '1' }, { id: '2' })],
  ])('may be answered by a stream: %s', async (_, upstream) => {
    const answers = await lastValueFrom(
      orders.exchange(upstream(), metadataOf({ tenant: 'a' })).pipe(toArray()),
    );

    expect(answers).toEqual([{ id: '1' }, { id: '2' }]);
    const client = await traced.span('shop.v1.Orders/Exchange');
    expect(heard).toMatchObject([{ tenant: 'a', traceparent: traceparentOf(client) }]);
  });

  it('fails with the error of what is sent', async () => {
    const upstream = new Subject<Order>();
    setImmediate(() => upstream.error(new RangeError('too far')));
    await expect(lastValueFrom(orders.exchange(upstream))).rejects.toThrow('too far');

    const client = await traced.span('shop.v1.Orders/Exchange');
    expect(client.attributes['error.type']).toBe('RangeError');
  });
});

describe('a client', () => {
  it.each(['decorated', 'made', 'registered', 'registeredLater'] as const)(
    'is traced however it came to be: %s',
    async (name) => {
      const client = traced.app.get(Clients)[name];
      await firstValueFrom(client.getService<Orders>('Orders').find({ id: '7' }));

      expect(await traced.treeOf(1)).toBe('CLIENT shop.v1.Orders/Find');
    },
  );

  it('is traced through services taken before forRoot(), once another one is taken', async () => {
    await lastValueFrom(earlyOrders.find({ id: '7' }));

    expect(await traced.treeOf(1)).toBe('CLIENT shop.v1.Orders/Find');
  });

  it('of @grpc/grpc-js that Nest gives is traced as well', async () => {
    const client = early.getClientByServiceName<RawOrders>('Orders');
    await runInSpan('checkout', async () => {
      await new Promise<void>((resolve) => {
        client.find({ id: '7' }, () => resolve());
      });
      await new Promise((resolve) => {
        client
          .follow({ id: '7' })
          .on('data', () => runInSpan('one', () => {}))
          .on('end', resolve);
      });
    });

    expect(await traced.treeOf(4)).toBe(
      tree(`
        checkout
          CLIENT shop.v1.Orders/Find
          CLIENT shop.v1.Orders/Follow
          one
      `),
    );
  });

  it('keeps what Nest and others read of its methods', () => {
    const { follow } = early.getClientByServiceName<RawOrders>('Orders');

    expect(follow).toHaveProperty('path', '/shop.v1.Orders/Follow');
    expect(follow).toHaveProperty('responseStream', true);
  });
});

function traceparentOf(span: ReadableSpan): string {
  const { traceId, spanId } = span.spanContext();
  return `00-${traceId}-${spanId}-01`;
}

function expectFailure(span: ReadableSpan, status: string): void {
  expect(span.attributes).toMatchObject({
    'rpc.response.status_code': status,
    'error.type': status,
  });
  expect(span.status.code).toBe(SpanStatusCode.ERROR);
}

/** As applications stream: a Subject that is fed once the call is under way. */
function subjectOf(...fed: Order[]): Observable<Order> {
  const subject = new Subject<Order>();
  setImmediate(() => {
    fed.forEach((order) => subject.next(order));
    subject.complete();
  });
  return subject;
}

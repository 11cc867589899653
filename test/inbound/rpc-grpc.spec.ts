import { Catch, Controller, Injectable, Scope, UseFilters, UseGuards } from '@nestjs/common';
import type { Client, Metadata, ServiceError } from '@grpc/grpc-js';
import {
  GrpcMethod,
  GrpcStreamCall,
  GrpcStreamMethod,
  RpcException,
  ServerGrpc,
} from '@nestjs/microservices';
import type { GrpcOptions } from '@nestjs/microservices';
import { SpanStatusCode, trace } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace-node';
import { NEVER, concat, defer, finalize, last, mergeMap, of, throwError } from 'rxjs';
import type { Observable } from 'rxjs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { SkipTracing, runInSpan } from '../../lib/index.js';
import { metadataOf, plainClient, shopOptions } from '../support/grpc/shop.js';
import type { Order } from '../support/grpc/shop.js';
import { tree } from '../support/span-tree.js';
import { startTracedApplication } from '../support/traced-application.js';
import type { TracedApplication } from '../support/traced-application.js';
import { waitFor } from '../support/wait-for.js';

type Answer = (error: ServiceError | null, order?: Order) => void;

/** Both ends of a stream, as @grpc/grpc-js has them. */
interface Stream extends NodeJS.EventEmitter {
  write(order: Order): void;
  end(): void;
  cancel(): void;
}

interface PlainOrders extends Client {
  find(order: Order, metadata: Metadata, answer: Answer): Stream;
  follow(order: Order, metadata?: Metadata): Stream;
  collect(answer: Answer): Stream;
  collect(metadata: Metadata, answer: Answer): Stream;
  exchange(options?: object): Stream;
}

type PlainEdges = Record<
  'refuse' | 'skip' | 'scoped' | 'missing',
  (order: Order, answer: Answer) => void
>;

const SENDER = { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331' };
const TRACEPARENT = `00-${SENDER.traceId}-${SENDER.spanId}-01`;

const REFUSAL = new RangeError('refused by a hook');

let hooked: string[] = [];
let unsubscribed: string[] = [];
let received: unknown[] = [];

function activeTraceId(): string {
  return trace.getActiveSpan()?.spanContext().traceId ?? 'none';
}

/** What happens to an order depends on its id. */
function handle({ id }: Order): Order {
  switch (id) {
    case 'missing':
      throw new RpcException({ code: 5, message: 'no such order' });
    case 'lost':
      throw new RpcException({ code: 15, message: 'lost for good' });
    case 'broken':
      throw new RangeError('too far');
    case 'coded':
      throw Object.assign(new Error('duplicate key'), { code: 11_000 });
    default:
      return { id: activeTraceId() };
  }
}

/** Two orders, and then what the id says. */
function stream({ id }: Order): Observable<Order> {
  const orders = defer(() => [{ id: activeTraceId() }, { id: '2' }]);
  switch (id) {
    case 'endless':
      return concat(orders, NEVER).pipe(finalize(() => unsubscribed.push(id)));
    case 'missing':
    case 'broken':
      return concat(
        orders,
        defer(() => of(handle({ id }))),
      );
    default:
      return orders;
  }
}

/** An answer to a stream of orders that never ends where one of them says so. */
function unlessEndless({ id }: Order): Observable<Order> {
  return id === 'endless' ? NEVER : of(runInSpan('take one', () => handle({ id })));
}

@Controller()
class OrdersController {
  @GrpcMethod('Orders', 'Find')
  find(order: Order, metadata: Metadata): Observable<Order> | Order {
    received.push(metadata.getMap());
    return order.id === 'endless' ? NEVER : handle(order);
  }

  @GrpcMethod('Orders', 'Follow')
  follow(order: Order): Observable<Order> {
    return stream(order);
  }

  @GrpcStreamMethod('Orders', 'Collect')
  collect(orders: Observable<Order>): Observable<Order> {
    return orders.pipe(mergeMap(unlessEndless), last());
  }

  @GrpcStreamMethod('Orders', 'Exchange')
  exchange(orders: Observable<Order>): Observable<Order> {
    return orders.pipe(mergeMap(unlessEndless));
  }
}

@Controller()
class RawOrdersController {
  @GrpcStreamCall('RawOrders', 'Collect')
  collect(requests: Stream, answer: Answer): void {
    let failure: unknown = null;
    requests.on('data', (order: Order) => {
      received.push(order.id);
      runInSpan('take one', () => (failure = errorOf(order)));
    });
    requests.on('end', () => {
      if (!received.includes('endless')) {
        answer(failure as ServiceError | null, { id: activeTraceId() });
      }
    });
  }

  @GrpcStreamCall('RawOrders', 'Exchange')
  exchange(call: Stream): void {
    call.on('data', (order: Order) => {
      received.push(order.id);
      const failure = runInSpan('take one', () => errorOf(order));
      if (failure === null) {
        call.write({ id: activeTraceId() });
      } else {
        call.emit('error', failure);
      }
    });
    call.on('end', () => {
      if (!received.includes('endless')) {
        call.end();
      }
    });
  }
}

/** What @grpc/grpc-js is to be given, who knows nothing of the exceptions of Nest. */
function errorOf(order: Order): unknown {
  try {
    handle(order);
    return null;
  } catch (error) {
    return error instanceof RpcException ? error.getError() : error;
  }
}

class DenyingGuard {
  canActivate(): boolean {
    return false;
  }
}

@Catch(RangeError)
class TellingFilter {
  catch({ message }: RangeError): Observable<never> {
    return throwError(() => ({ code: 9, message }));
  }
}

@Injectable({ scope: Scope.REQUEST })
class Basket {
  readonly traceId = activeTraceId();
}

@Controller()
class EdgesController {
  @UseGuards(DenyingGuard)
  @GrpcMethod('Edges', 'Refuse')
  refuse(): void {}

  @SkipTracing()
  @GrpcMethod('Edges', 'Skip')
  skip(order: Order): Order {
    return runInSpan('unseen', () => order);
  }

  @UseFilters(TellingFilter)
  @GrpcMethod('Edges', 'Missing')
  fail(): void {
    throw new RangeError('too far');
  }
}

@Controller()
class ScopedController {
  constructor(private readonly basket: Basket) {}

  @GrpcMethod('Edges', 'Scoped')
  scoped(): Order {
    return { id: this.basket.traceId };
  }
}
Reflect.defineMetadata('design:paramtypes', [Basket], ScopedController);

let traced: TracedApplication;
let options: GrpcOptions;
let orders: PlainOrders;
let raw: PlainOrders;
let edges: Client & PlainEdges;

beforeAll(async () => {
  options = await shopOptions();
  traced = await startTracedApplication(
    {
      controllers: [OrdersController, RawOrdersController, EdgesController, ScopedController],
      providers: [Basket],
    },
    {},
    { prepare: (app) => void app.connectMicroservice({ strategy: hookedServer() }) },
  );
  await traced.app.startAllMicroservices();
  const { url = '' } = options.options;
  orders = plainClient('Orders', url);
  raw = plainClient('RawOrders', url);
  edges = plainClient('Edges', url);
});

/** A server of the user's making, with hooks of the user's. */
function hookedServer(): ServerGrpc {
  const server = new ServerGrpc(options.options);
  server.setOnProcessingStartHook((_, call, done) => {
    hooked.push(`start ${activeTraceId()}`);
    if ((call as { request?: Order }).request?.id === 'refused') {
      throw REFUSAL;
    }
    void done();
  });
  server.setOnProcessingEndHook(() => hooked.push('end'));
  return server;
}

beforeEach(() => {
  traced.reset();
  hooked = [];
  unsubscribed = [];
  received = [];
});

afterAll(async () => {
  [orders, raw, edges].forEach((client) => client.close());
  await traced.close();
});

const find = (id: string, metadata = metadataOf()) =>
  answered((answer) => orders.find({ id }, metadata, answer));

/** Its client knows of no deadline: one that does gives up as well, and may be the first to do so. */
const expiring = () => metadataOf({ 'grpc-timeout': '200m' });

describe('a unary call', () => {
  it('continues the trace in its metadata', async () => {
    expect(await find('7', metadataOf({ traceparent: TRACEPARENT }))).toEqual({
      id: SENDER.traceId,
    });

    const server = await traced.serverSpan();
    expect(server.name).toBe('shop.v1.Orders/Find');
    expect(server.parentSpanContext).toMatchObject(SENDER);
    expect(server.attributes).toEqual({
      'rpc.system.name': 'grpc',
      'rpc.method': 'shop.v1.Orders/Find',
      'rpc.response.status_code': 'OK',
    });
    expect(server.status.code).toBe(SpanStatusCode.UNSET);
  });

  it('continues a trace that is not recorded', async () => {
    const traceparent = TRACEPARENT.replace(/01$/, '00');
    expect(await find('7', metadataOf({ traceparent }))).toEqual({ id: SENDER.traceId });
    await find('7');

    await traced.treeOf(2);
    expect(traced.spans()).toHaveLength(2);
  });

  it('has its layers below it', async () => {
    await find('7');

    expect(await traced.treeOf(2)).toBe(
      tree(`
        SERVER shop.v1.Orders/Find
          OrdersController.find
      `),
    );
  });

  it.each([
    ['missing', 'NOT_FOUND', false],
    ['lost', 'DATA_LOSS', true],
    ['broken', 'UNKNOWN', true],
    ['coded', 'UNKNOWN', true],
  ])('ends with the status it is answered with: %s', async (id, status, isFailure) => {
    await expect(find(id)).rejects.toThrow(status);

    expectStatus(await traced.serverSpan(), status, isFailure);
    const handler = await traced.span('OrdersController.find');
    expect(handler.status.code).toBe(isFailure ? SpanStatusCode.ERROR : SpanStatusCode.UNSET);
    expect(handler.events).toHaveLength(1);
  });

  it('tells of its error once, where it came from', async () => {
    await expect(find('broken')).rejects.toBeDefined();

    await traced.treeOf(2);
    const events = traced.spans().flatMap((span) => span.events);
    expect(events.map(({ attributes }) => attributes?.['exception.message'])).toEqual(['too far']);
    expect((await traced.span('OrdersController.find')).events).toEqual(events);
  });

  it('ends when its client cancels it', async () => {
    const { call, outcome } = asked((answer) =>
      orders.find({ id: 'endless' }, metadataOf(), answer),
    );
    await waitFor('the handler', () => received.length > 0);
    call.cancel();
    await expect(outcome).rejects.toThrow('CANCELLED');

    expectStatus(await traced.serverSpan(), 'CANCELLED', false);
  });

  it('ends when its deadline has passed', async () => {
    await expect(find('endless', expiring())).rejects.toThrow('DEADLINE_EXCEEDED');

    expectStatus(await traced.serverSpan(), 'DEADLINE_EXCEEDED', true);
  });
});

describe('a call with metadata that make no sense', () => {
  it.each([
    ['a traceparent that is none', { traceparent: 'garbage' }],
    ['binary values', { 'trace-bin': Buffer.from([0, 255]), 'grpc-trace-bin': Buffer.alloc(29) }],
    ['5 kB of baggage', { baggage: `k=${'v'.repeat(5_000)}`, tracestate: 'x'.repeat(1_000) }],
  ])('begins a trace: %s', async (_, entries) => {
    const { id } = await find('7', metadataOf(entries));

    const server = await traced.serverSpan();
    expect(server.parentSpanContext).toBeUndefined();
    expect(id).toBe(server.spanContext().traceId);
    expect(received).toMatchObject([entries]);
  });
});

describe('a call that is answered by a stream', () => {
  const follow = (id: string, metadata = metadataOf()) =>
    collected(orders.follow({ id }, metadata));

  it('ends with the last answer', async () => {
    const [first, second] = await follow('7');

    const server = await traced.serverSpan();
    expect(first?.id).toBe(server.spanContext().traceId);
    expect(second).toEqual({ id: '2' });
    expectStatus(server, 'OK', false);
    expect(await traced.treeOf(2)).toBe(
      tree(`
        SERVER shop.v1.Orders/Follow
          OrdersController.follow
      `),
    );
  });

  it.each([
    ['missing', 'NOT_FOUND', false],
    ['broken', 'UNKNOWN', true],
  ])('ends with its error: %s', async (id, status, isFailure) => {
    await expect(follow(id)).rejects.toThrow(status);

    expectStatus(await traced.serverSpan(), status, isFailure);
  });

  it('ends when its client cancels it', async () => {
    const call = orders.follow({ id: 'endless' });
    call.on('data', () => call.cancel());
    await expect(collected(call)).rejects.toThrow('CANCELLED');

    expectStatus(await traced.serverSpan(), 'CANCELLED', false);
    await waitFor('the handler to be left', () => unsubscribed.includes('endless'));
    expect(await traced.treeOf(2)).toContain('OrdersController.follow');
  });

  it('ends when its deadline has passed', async () => {
    await expect(follow('endless', expiring())).rejects.toThrow('DEADLINE_EXCEEDED');

    expectStatus(await traced.serverSpan(), 'DEADLINE_EXCEEDED', true);
  });
});

describe.each(['@GrpcStreamMethod', '@GrpcStreamCall'])(
  'a call that is a stream, to %s',
  (kind) => {
    const client = () => (kind === '@GrpcStreamCall' ? raw : orders);
    const service = kind === '@GrpcStreamCall' ? 'RawOrders' : 'Orders';
    const collect = (...ids: string[]) =>
      answered((answer) => writeAll(client().collect(answer), ids));

    it('has what is done with each message below it', async () => {
      const { id } = await collect('1', '2');

      const server = await traced.serverSpan();
      expect(server.name).toBe(`shop.v1.${service}/Collect`);
      expect(server.spanContext().traceId).toBe(id);
      expectStatus(server, 'OK', false);
      expectOneTrace(['take one', 'take one']);
    });

    it('ends with its error', async () => {
      await expect(collect('missing')).rejects.toThrow('NOT_FOUND');

      expectStatus(await traced.serverSpan(), 'NOT_FOUND', false);
    });

    it('ends when its client cancels it', async () => {
      const { call, outcome } = asked((answer) => client().collect(answer));
      writeAll(call, ['1', 'endless']);
      await traced.span('take one');
      call.cancel();
      await expect(outcome).rejects.toThrow('CANCELLED');

      expectStatus(await traced.serverSpan(), 'CANCELLED', false);
    });

    it('ends when its deadline has passed', async () => {
      const { outcome } = asked((answer) => client().collect(expiring(), answer));
      await expect(outcome).rejects.toThrow('DEADLINE_EXCEEDED');

      expectStatus(await traced.serverSpan(), 'DEADLINE_EXCEEDED', true);
    });

    it('may be answered by a stream', async () => {
      const answers = await collected(writeAll(client().exchange(), ['1', '2']));

      const server = await traced.serverSpan();
      const { traceId } = server.spanContext();
      expect(answers).toEqual([{ id: traceId }, { id: traceId }]);
      expectStatus(server, 'OK', false);
      expectOneTrace(['take one', 'take one']);
    });

    it('ends with its error when it is answered by a stream', async () => {
      const call = writeAll(client().exchange(), ['1', 'broken']);
      await expect(collected(call)).rejects.toThrow('UNKNOWN');

      expectStatus(await traced.serverSpan(), 'UNKNOWN', true);
    });

    it('ends when its client cancels what is answered by a stream', async () => {
      const call = client().exchange();
      call.on('data', () => call.cancel());
      writeAll(call, ['1', 'endless']);
      await expect(collected(call)).rejects.toThrow('CANCELLED');

      expectStatus(await traced.serverSpan(), 'CANCELLED', false);
    });
  },
);

describe('what Nest does with a call', () => {
  const ask = (method: keyof PlainEdges) =>
    answered((answer) => edges[method]({ id: '7' }, answer));

  it('fails when a guard refuses it, and tells of that', async () => {
    await expect(ask('refuse')).rejects.toThrow('Forbidden resource');

    const server = await traced.serverSpan();
    expectStatus(server, 'UNKNOWN', true);
    expect(server.events.map(({ attributes }) => attributes?.['exception.message'])).toEqual([
      'Forbidden resource',
    ]);
  });

  it('has the status that a filter gives it', async () => {
    await expect(ask('missing')).rejects.toThrow('FAILED_PRECONDITION');

    expectStatus(await traced.serverSpan(), 'FAILED_PRECONDITION', false);
  });

  it('makes a controller for each call within its trace', async () => {
    const { id } = await ask('scoped');

    expect((await traced.serverSpan()).spanContext().traceId).toBe(id);
    expect(await traced.treeOf(2)).toBe(
      tree(`
        SERVER shop.v1.Edges/Scoped
          ScopedController.scoped
      `),
    );
  });

  it('calls hooks of the user within its trace', async () => {
    await find('7');

    const { traceId } = (await traced.serverSpan()).spanContext();
    await waitFor('the end hook', () => hooked.includes('end'));
    expect(hooked).toEqual([`start ${traceId}`, 'end']);
  });

  it('fails with a hook that refuses it, which Nest does not answer', async () => {
    const reasons = await unhandledRejectionsOf(async () => {
      const { call, outcome } = asked((answer) =>
        orders.find({ id: 'refused' }, metadataOf(), answer),
      );
      await traced.serverSpan();
      call.cancel();
      await expect(outcome).rejects.toThrow('CANCELLED');
    });

    expect(reasons).toEqual([REFUSAL]);
    const server = await traced.serverSpan();
    expect(server.attributes['error.type']).toBe('RangeError');
    expect(server.attributes['rpc.response.status_code']).toBeUndefined();
    expect(traced.spans()).toHaveLength(1);
  });

  it('leaves no trace where it is skipped', async () => {
    await ask('skip');
    await find('7');

    expect(await traced.treeOf(2)).not.toContain('unseen');
    expect(traced.spans()).toHaveLength(2);
  });
});

/** Such a rejection ends a process, with tracing or without. */
async function unhandledRejectionsOf(work: () => Promise<void>): Promise<unknown[]> {
  const reasons: unknown[] = [];
  const others = process.listeners('unhandledRejection');
  process.removeAllListeners('unhandledRejection');
  process.on('unhandledRejection', (reason) => reasons.push(reason));
  try {
    await work();
    await waitFor('the rejection', () => reasons.length > 0);
    return reasons;
  } finally {
    process.removeAllListeners('unhandledRejection');
    others.forEach((other) => process.on('unhandledRejection', other));
  }
}

function expectStatus(span: ReadableSpan, status: string, isFailure: boolean): void {
  expect(span.attributes['rpc.response.status_code']).toBe(status);
  expect(span.attributes['error.type']).toBe(isFailure ? status : undefined);
  expect(span.status.code).toBe(isFailure ? SpanStatusCode.ERROR : SpanStatusCode.UNSET);
}

/** Nothing is outside of the one trace, and there is what is to be there. */
function expectOneTrace(wanted: string[]): void {
  const spans = traced.spans();
  expect(spans.map(({ name }) => name)).toEqual(expect.arrayContaining(wanted));
  expect(new Set(spans.map((span) => span.spanContext().traceId)).size).toBe(1);
}

function writeAll(call: Stream, ids: string[]): Stream {
  ids.forEach((id) => call.write({ id }));
  call.end();
  return call;
}

function asked(ask: (answer: Answer) => Stream): { call: Stream; outcome: Promise<Order> } {
  let call!: Stream;
  const outcome = new Promise<Order>((resolve, reject) => {
    call = ask((error, order) => (error === null ? resolve(order!) : reject(error)));
  });
  return { call, outcome };
}

function answered(ask: (answer: Answer) => unknown): Promise<Order> {
  return asked(ask as (answer: Answer) => Stream).outcome;
}

async function collected(call: Stream): Promise<Order[]> {
  const answers: Order[] = [];
  await new Promise<void>((resolve, reject) => {
    call.on('data', (order: Order) => answers.push(order));
    call.on('error', reject);
    call.on('end', resolve);
  });
  return answers;
}

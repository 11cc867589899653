import { Controller } from '@nestjs/common';
import { ClientProxyFactory, GrpcMethod, GrpcStreamMethod } from '@nestjs/microservices';
import type { ClientGrpc, GrpcOptions } from '@nestjs/microservices';
import { lastValueFrom, of } from 'rxjs';
import type { Observable } from 'rxjs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { runInSpan } from '../../lib/index.js';
import { metadataOf, plainClient, plainServer, shopOptions } from '../support/grpc/shop.js';
import type { Order } from '../support/grpc/shop.js';
import { tree } from '../support/span-tree.js';
import { startTracedApplication } from '../support/traced-application.js';
import type { TracedApplication } from '../support/traced-application.js';

type Orders = Record<
  'find' | 'follow' | 'collect' | 'exchange',
  (request: unknown, metadata?: unknown) => Observable<Order>
>;

interface PlainOrders {
  find(order: Order, answer: (error: Error | null, order: Order) => void): void;
  close(): void;
}

@Controller()
class OrdersController {
  @GrpcMethod('Orders', 'Find')
  find(order: Order): Order {
    return order;
  }

  @GrpcMethod('Orders', 'Follow')
  follow(order: Order): Observable<Order> {
    return of(order, order);
  }

  @GrpcStreamMethod('Orders', 'Collect')
  collect(orders: Observable<Order>): Observable<Order> {
    return orders;
  }

  @GrpcStreamMethod('Orders', 'Exchange')
  exchange(orders: Observable<Order>): Observable<Order> {
    return orders;
  }
}

describe('with the instrumentation of grpc listening', () => {
  let traced: TracedApplication;
  let options: GrpcOptions;
  let elsewhere: string;
  let closeServer: () => void;
  let client: ClientGrpc & { close(): void };
  let traceparents: unknown[] = [];

  beforeAll(async () => {
    options = await shopOptions();
    elsewhere = (await shopOptions()).options.url!;
    traced = await startTracedApplication(
      { controllers: [OrdersController] },
      { instrumentations: { undici: false, http: false } },
      { prepare: (app) => void app.connectMicroservice(options) },
    );
    await traced.app.startAllMicroservices();
    // Both are made after forRoot(), so that the instrumentation has patched what they are made of.
    closeServer = await plainServer(elsewhere, {
      find(call: { request: Order; metadata: { get(key: string): unknown } }, answer: Function) {
        traceparents.push(call.metadata.get('traceparent'));
        answer(null, call.request);
      },
    });
    client = ClientProxyFactory.create(options) as never;
  });

  beforeEach(() => {
    traced.reset();
    traceparents = [];
  });

  afterAll(async () => {
    client.close();
    closeServer();
    await traced.close();
  });

  it.each([
    ['find', 'Find', { id: '7' }],
    ['follow', 'Follow', { id: '7' }],
    ['collect', 'Collect', of({ id: '1' }, { id: '2' })],
    ['exchange', 'Exchange', of({ id: '1' }, { id: '2' })],
  ] as const)(
    'has one pair of spans for a call between Nest: %s',
    async (name, method, request) => {
      await lastValueFrom(client.getService<Orders>('Orders')[name](request));
      await lastValueFrom(
        client.getService<Orders>('Orders')[name](request, metadataOf({ a: 'b' })),
      );

      expect(await traced.treeOf(6)).toBe(
        tree(`
        CLIENT shop.v1.Orders/${method}
          SERVER shop.v1.Orders/${method}
            OrdersController.${name}
        CLIENT shop.v1.Orders/${method}
          SERVER shop.v1.Orders/${method}
            OrdersController.${name}
      `),
      );
    },
  );

  it('leaves a client without Nest to it', async () => {
    const plain = plainClient<PlainOrders>('Orders', options.options.url!);
    await runInSpan('checkout', () => ask(plain));
    plain.close();

    expect(await traced.treeOf(4)).toBe(
      tree(`
        checkout
          CLIENT grpc.shop.v1.Orders/Find
            SERVER shop.v1.Orders/Find
              OrdersController.find
      `),
    );
  });

  it('leaves a server without Nest to it', async () => {
    const toPlain = ClientProxyFactory.create({
      ...options,
      options: { ...options.options, url: elsewhere },
    } as GrpcOptions) as never as typeof client;
    await lastValueFrom(toPlain.getService<Orders>('Orders').find({ id: '7' }));
    toPlain.close();

    expect(await traced.treeOf(2)).toBe(
      tree(`
        CLIENT shop.v1.Orders/Find
          SERVER grpc.shop.v1.Orders/Find
      `),
    );
  });

  it('leaves both to it where there is no Nest', async () => {
    const plain = plainClient<PlainOrders>('Orders', elsewhere);
    await ask(plain);
    plain.close();

    expect(await traced.treeOf(2)).toBe(
      tree(`
        CLIENT grpc.shop.v1.Orders/Find
          SERVER grpc.shop.v1.Orders/Find
      `),
    );
  });

  it('keeps a traceparent that the caller set', async () => {
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    const toPlain = ClientProxyFactory.create({
      ...options,
      options: { ...options.options, url: elsewhere },
    } as GrpcOptions) as never as typeof client;
    await lastValueFrom(
      toPlain.getService<Orders>('Orders').find({ id: '7' }, metadataOf({ traceparent })),
    );
    toPlain.close();

    expect(traceparents).toEqual([[traceparent]]);
  });
});

function ask(plain: PlainOrders): Promise<void> {
  return new Promise((resolve, reject) => {
    plain.find({ id: '7' }, (error) => (error === null ? resolve() : reject(error)));
  });
}

import type { AddressInfo, Server } from 'node:net';
import { Catch, Controller, Get, Inject, Module, Param } from '@nestjs/common';
import type { CallHandler, INestApplication } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_INTERCEPTOR, APP_PIPE } from '@nestjs/core';
import {
  BaseRpcExceptionFilter,
  ClientProxy,
  ClientProxyFactory,
  EventPattern,
  MessagePattern,
  Payload,
  RpcException,
  Transport,
} from '@nestjs/microservices';
import type { MicroserviceOptions } from '@nestjs/microservices';
import { firstValueFrom } from 'rxjs';
import type { Observable } from 'rxjs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { runInSpan } from '../../lib/index.js';
import { closeOnceConfirmed, rabbitMqWire, tcpWire } from '../support/microservice.js';
import type { Wire } from '../support/microservice.js';
import { describeWith } from '../support/servers.js';
import { tree } from '../support/span-tree.js';
import { startTracedApplication } from '../support/traced-application.js';
import type { TracedApplication } from '../support/traced-application.js';

class OpenGuard {
  canActivate(): boolean {
    return true;
  }
}
class AppGuard extends OpenGuard {}
class UsedGuard extends OpenGuard {}

class PassingInterceptor {
  intercept(_: unknown, next: CallHandler): Observable<unknown> {
    return next.handle();
  }
}
class AppInterceptor extends PassingInterceptor {}
class UsedInterceptor extends PassingInterceptor {}

class SamePipe {
  transform(value: unknown): unknown {
    return value;
  }
}
class AppPipe extends SamePipe {}
class UsedPipe extends SamePipe {}

class Refused extends RpcException {}

@Catch(RpcException)
class AppFilter extends BaseRpcExceptionFilter {
  override catch(...args: Parameters<BaseRpcExceptionFilter['catch']>): Observable<never> {
    return super.catch(...args) as Observable<never>;
  }
}

@Catch(Refused)
class UsedFilter extends AppFilter {}

const CLIENTS = 'clients';
const PIPES = ['AppPipe.transform', 'UsedPipe.transform'];
const LAYERS = [
  'AppGuard.canActivate',
  'UsedGuard.canActivate',
  'AppInterceptor.intercept',
  'UsedInterceptor.intercept',
];

@Controller()
class OrdersController {
  constructor(@Inject(CLIENTS) private readonly clients: Record<string, ClientProxy>) {}

  @Get('orders/:id/:wire')
  read(@Param('id') id: string, @Param('wire') wire: string): Observable<unknown> {
    return this.clients[wire]!.send('orders.find', id);
  }

  @MessagePattern('orders.find')
  find(@Payload() id: string): string {
    return id;
  }

  @EventPattern('orders.placed')
  onPlaced(@Payload() _: string): void {}

  @EventPattern('orders.placed')
  async alsoOnPlaced(@Payload() _: string): Promise<void> {}

  @MessagePattern('orders.refuse')
  refuse(): never {
    throw new Refused('refused');
  }

  @MessagePattern('orders.tcp', Transport.TCP)
  overTcp(@Payload() id: string): string {
    return id;
  }
}

@Module({
  controllers: [OrdersController],
  providers: [
    { provide: APP_GUARD, useClass: AppGuard },
    { provide: APP_INTERCEPTOR, useClass: AppInterceptor },
    { provide: APP_PIPE, useClass: AppPipe },
    { provide: APP_FILTER, useClass: AppFilter },
    { provide: CLIENTS, useValue: {} },
  ],
})
class OrdersModule {}

/** As a `main.ts` does it: with global enhancers first, and listening last. */
const prepare = (wires: readonly Wire[], inheritAppConfig: boolean) => (app: INestApplication) => {
  app.useGlobalGuards(new UsedGuard());
  app.useGlobalInterceptors(new UsedInterceptor());
  app.useGlobalPipes(new UsedPipe());
  app.useGlobalFilters(new UsedFilter());
  for (const { options } of wires) {
    app.connectMicroservice<MicroserviceOptions>(options, { inheritAppConfig });
  }
};

describeWith('rabbitmq', 'HTTP, TCP and RabbitMQ in one application', () => {
  describe.each([true, false])('inheritAppConfig: %s', (inheritAppConfig) => {
    const wires = [tcpWire, rabbitMqWire(`hybrid-${inheritAppConfig}`)];
    let traced: TracedApplication;
    let clients: Record<string, ClientProxy>;
    const ofMessage = inheritAppConfig ? [...LAYERS, ...PIPES] : [];

    beforeAll(async () => {
      traced = await startTracedApplication(
        { imports: [OrdersModule] },
        { layers: 'all' },
        { prepare: prepare(wires, inheritAppConfig) },
      );
      clients = traced.app.get<Record<string, ClientProxy>>(CLIENTS);
      Object.assign(clients, await startAll(traced.app, wires));
    });

    beforeEach(() => traced.reset());

    afterAll(async () => {
      await Promise.all(Object.values(clients).map((client) => client.close()));
      await traced.close();
    });

    it.each(['TCP', 'RabbitMQ'])('a request sent on has one pair of spans (%s)', async (wire) => {
      const answer = await fetch(`${traced.url}/orders/7/${wire}`);

      expect(await answer.text()).toBe('7');
      // One pipe for each of the two parameters.
      const ofRequest = [...LAYERS, ...PIPES, ...PIPES].toSorted();
      const expected = [
        'SERVER GET /orders/:id/:wire',
        ...ofRequest.map((name) => `  ${name}`),
        '  OrdersController.read',
        '    CLIENT orders.find',
        '      SERVER orders.find',
        ...ofMessage.map((name) => `        ${name}`),
        '        OrdersController.find',
      ];
      expect(await traced.treeOf(expected.length)).toBe(tree(expected.join('\n')));
    });

    it.each(['TCP', 'RabbitMQ'])(
      'an event has one CONSUMER for all handlers (%s)',
      async (wire) => {
        await runInSpan('place', () =>
          firstValueFrom(clients[wire]!.emit('orders.placed', '7'), { defaultValue: 0 }),
        );

        const handlers = ['OrdersController.alsoOnPlaced', 'OrdersController.onPlaced'];
        const expected = [
          'place',
          '  PRODUCER send orders.placed',
          '    CONSUMER process orders.placed',
          ...[...handlers, ...ofMessage, ...ofMessage].map((name) => `      ${name}`),
        ];
        expect(await traced.treeOf(expected.length)).toBe(tree(expected.join('\n')));
      },
    );

    it.each(['TCP', 'RabbitMQ'])('an RpcException fails the message once (%s)', async (wire) => {
      const refused = firstValueFrom(clients[wire]!.send('orders.refuse', '7'));

      await expect(refused).rejects.toMatchObject({ message: 'refused' });
      const filters = inheritAppConfig ? ['UsedFilter.catch'] : [];
      const expected = [
        'CLIENT orders.refuse',
        '  SERVER orders.refuse',
        ...['OrdersController.refuse', ...ofMessage, ...filters].map((name) => `    ${name}`),
      ];
      expect(await traced.treeOf(expected.length)).toBe(tree(expected.join('\n')));
      const server = await traced.serverSpan();
      expect(server.attributes['error.type']).toBe('Refused');
      expect(server.events).toEqual([]);
      const handler = await traced.span('OrdersController.refuse');
      expect(handler.events.map(({ name }) => name)).toEqual(['exception']);
    });
  });

  it('a handler of one transport is not there for the other', async () => {
    const wires = [tcpWire, rabbitMqWire('hybrid-one')];
    const making = { prepare: prepare(wires, false) };
    const traced = await startTracedApplication({ imports: [OrdersModule] }, {}, making);
    const clients = await startAll(traced.app, wires);

    const [first, second] = [clients.TCP!, clients.RabbitMQ!];
    expect(await firstValueFrom(first.send('orders.tcp', '7'))).toBe('7');
    await expect(firstValueFrom(second.send('orders.tcp', '7'))).rejects.toBeDefined();

    expect(await traced.treeOf(4)).toBe(
      tree(`
        CLIENT orders.tcp
          SERVER orders.tcp
            OrdersController.overTcp
        CLIENT orders.tcp
      `),
    );
    await Promise.all([first.close(), second.close()]);
    await traced.close();
  });
});

/** @returns a client for each transport, by name */
async function startAll(
  app: INestApplication,
  wires: readonly Wire[],
): Promise<Record<string, ClientProxy>> {
  await app.startAllMicroservices();
  const servers = app.getMicroservices();
  for (const [index, { system }] of wires.entries()) {
    if (system === 'rabbitmq') await closeOnceConfirmed(servers[index]!);
  }
  return Object.fromEntries(
    wires.map(({ name, options }, index) => {
      const isTcp = options === tcpWire.options;
      const address = isTcp ? (servers[index]!.unwrap<Server>().address() as AddressInfo) : {};
      const reached = { ...options, options: { ...options.options, ...address } };
      return [name, ClientProxyFactory.create(reached as object)];
    }),
  );
}

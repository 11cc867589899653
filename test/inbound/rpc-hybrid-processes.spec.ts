import type { AddressInfo, Server } from 'node:net';
import { Controller, Inject, Injectable } from '@nestjs/common';
import type { INestApplicationContext, INestMicroservice, ModuleMetadata } from '@nestjs/common';
import { APP_GUARD, NestFactory } from '@nestjs/core';
import {
  ClientProxy,
  ClientsModule,
  ClientProxyFactory,
  MessagePattern,
  Payload,
  Transport,
} from '@nestjs/microservices';
import type { MicroserviceOptions } from '@nestjs/microservices';
import { InMemorySpanExporter } from '@opentelemetry/sdk-trace-node';
import type { ReadableSpan } from '@opentelemetry/sdk-trace-node';
import { firstValueFrom } from 'rxjs';
import type { Observable } from 'rxjs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Span, TracingModule } from '../../lib/index.js';
import { tcpWire } from '../support/microservice.js';
import { spanTree, tree } from '../support/span-tree.js';
import { testEngine } from '../support/test-engine.js';
import { startTracedApplication } from '../support/traced-application.js';
import { waitFor } from '../support/wait-for.js';

const host = '127.0.0.1';
const listening = { transport: Transport.TCP, options: { host, port: 0 } } as const;

@Injectable()
class OpenGuard {
  canActivate(): boolean {
    return true;
  }
}

@Controller()
class OrdersController {
  @MessagePattern('find')
  find(@Payload() id: string): string {
    return id;
  }
}

const exporter = new InMemorySpanExporter();
const open: { close(): unknown }[] = [];

beforeEach(() => exporter.reset());

afterEach(async () => {
  for (const one of open.splice(0).toReversed()) await one.close();
});

const tracing = (options = {}) =>
  TracingModule.forRoot({
    engine: testEngine,
    exporter,
    instrumentations: false,
    layers: { minDurationMs: 3_600_000 },
    ...options,
  });

function rootOf({ imports = [], ...metadata }: ModuleMetadata, options = {}) {
  class AppModule {}
  return { ...metadata, module: AppModule, imports: [...imports, tracing(options)] };
}

async function startMicroservice(metadata: ModuleMetadata, options = {}): Promise<ClientProxy> {
  const root = rootOf(metadata, options);
  const app: INestMicroservice = await NestFactory.createMicroservice(root, {
    ...listening,
    logger: false,
  });
  await app.listen();
  open.push(app);
  return clientOf(app);
}

function clientOf(app: { unwrap<T>(): T }): ClientProxy {
  const { port } = app.unwrap<Server>().address() as AddressInfo;
  const client = ClientProxyFactory.create({ options: { host, port } });
  open.push(client);
  return client;
}

async function treeOf(count: number): Promise<string> {
  await waitFor(`${count} spans`, () => exporter.getFinishedSpans().length >= count);
  return spanTree(exporter.getFinishedSpans());
}

const traceIds = (spans: readonly ReadableSpan[]) =>
  new Set(spans.map((span) => span.spanContext().traceId));

describe('two microservices of one application', () => {
  it('have a span each for the messages each gets', async () => {
    const traced = await startTracedApplication(
      { controllers: [OrdersController] },
      {},
      {
        prepare: (app) => {
          app.connectMicroservice<MicroserviceOptions>(tcpWire.options);
          app.connectMicroservice<MicroserviceOptions>(tcpWire.options, {
            deferInitialization: true,
          });
        },
      },
    );
    open.push(traced);
    await traced.app.startAllMicroservices();
    const [first, second] = traced.app.getMicroservices().map(clientOf);

    expect(await firstValueFrom(first!.send('find', 'a'))).toBe('a');
    expect(await firstValueFrom(second!.send('find', 'b'))).toBe('b');

    const one = 'CLIENT find\n  SERVER find\n    OrdersController.find';
    expect(await traced.treeOf(6)).toBe(`${one}\n${one}`);
    expect(traceIds(traced.spans()).size).toBe(2);
  });
});

describe('two microservices in one process', () => {
  it('each go by their own options, with classes in common', async () => {
    const quiet = await startMicroservice({ controllers: [OrdersController] });
    const guarded = { controllers: [OrdersController], providers: [globalGuard()] };
    const loud = await startMicroservice(guarded, { layers: 'all' });

    await firstValueFrom(quiet.send('find', 'a'));
    await firstValueFrom(loud.send('find', 'b'));

    expect(await treeOf(7)).toBe(
      tree(`
        CLIENT find
          SERVER find
            OrdersController.find
        CLIENT find
          SERVER find
            OpenGuard.canActivate
            OrdersController.find
      `),
    );
  });

  it('are one trace when one asks the other', async () => {
    const orders = await startMicroservice({ controllers: [OrdersController] });
    @Controller()
    class GatewayController {
      @MessagePattern('ask')
      ask(@Payload() id: string): Observable<unknown> {
        return orders.send('find', id);
      }
    }
    const gateway = await startMicroservice({ controllers: [GatewayController] });

    expect(await firstValueFrom(gateway.send('ask', '7'))).toBe('7');

    expect(await treeOf(6)).toBe(
      tree(`
        CLIENT ask
          SERVER ask
            GatewayController.ask
              CLIENT find
                SERVER find
                  OrdersController.find
      `),
    );
  });
});

describe('an application context with a client', () => {
  it('sends on the trace of what asks', async () => {
    const receiver = await startMicroservice({ controllers: [OrdersController] });
    const { port } = (open.at(-2) as INestMicroservice).unwrap<Server>().address() as AddressInfo;
    @Injectable()
    class Job {
      constructor(@Inject('ORDERS') private readonly orders: ClientProxy) {}

      @Span('job')
      async run(): Promise<unknown> {
        return firstValueFrom(this.orders.send('find', '7'));
      }
    }
    const clients = ClientsModule.register([
      { name: 'ORDERS', transport: Transport.TCP, options: { host, port } },
    ]);
    const root = rootOf({ imports: [clients], providers: [Job] });
    const app: INestApplicationContext = await NestFactory.createApplicationContext(root, {
      logger: false,
    });
    open.push(app);

    expect(await app.get(Job).run()).toBe('7');

    expect(await treeOf(4)).toBe(
      tree(`
        job
          CLIENT find
            SERVER find
              OrdersController.find
      `),
    );
    expect(receiver).toBeInstanceOf(ClientProxy);
  });
});

function globalGuard() {
  return { provide: APP_GUARD, useClass: OpenGuard };
}

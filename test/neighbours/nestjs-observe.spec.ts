import type { AddressInfo, Server } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { Controller, Get, Injectable, UseGuards } from '@nestjs/common';
import type { CanActivate, INestApplication } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { AbstractHttpAdapter } from '@nestjs/core';
import { ClientProxyFactory, MessagePattern, Transport } from '@nestjs/microservices';
import type { MicroserviceOptions } from '@nestjs/microservices';
import { createObserveModule } from '@nestjs/observe';
import { InMemorySpanExporter } from '@opentelemetry/sdk-trace-node';
import { firstValueFrom } from 'rxjs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Span, TracingModule, TracingService } from '../../lib/index.js';
import { platforms } from '../inbound/support/platforms.js';
import { startLoopbackServer } from '../support/loopback-server.js';
import type { LoopbackServer } from '../support/loopback-server.js';
import { spanTree, tree } from '../support/span-tree.js';
import { testEngine } from '../support/test-engine.js';
import { waitFor } from '../support/wait-for.js';

@Injectable()
class OrdersService {
  readonly #label = 'found';

  constructor(private readonly tracing: TracingService) {}

  @Span('read')
  async read(): Promise<string> {
    await Promise.resolve();
    this.tracing.setAttributes({ seen: true });
    return this.#label;
  }
}

@Injectable()
class OpenGuard implements CanActivate {
  canActivate(): boolean {
    return true;
  }
}

@Controller('orders')
@UseGuards(OpenGuard)
class OrdersController {
  constructor(private readonly orders: OrdersService) {}

  @Get(':id')
  find(): Promise<string> {
    return this.orders.read();
  }

  @MessagePattern('orders.find')
  findByMessage(): Promise<string> {
    return this.orders.read();
  }
}

/** Waits until @nestjs/observe has told of the service and of this, be it in one report or in several. */
async function reported(collector: LoopbackServer, what: string): Promise<void> {
  await waitFor(`the neighbour to report ${what}`, () => {
    const texts = collector.received.map(({ body }) => gunzipSync(body).toString());
    return [what, 'OrdersService'].every((one) => texts.some((text) => text.includes(one)));
  });
}

describe.each(platforms)('@nestjs/observe on %s', (_, makeAdapter) => {
  describe.each(['before', 'after'])('imported %s TracingModule', (position) => {
    const exporter = new InMemorySpanExporter();
    let collector: LoopbackServer;
    let app: INestApplication;

    beforeAll(async () => {
      collector = await startLoopbackServer();
      app = await create(makeAdapter());
      await app.listen(0, '127.0.0.1');
    });

    beforeEach(() => {
      exporter.reset();
      collector.received.length = 0;
    });

    afterAll(async () => {
      await app.close();
      await collector.close();
    });

    async function create(adapter: AbstractHttpAdapter): Promise<INestApplication> {
      const { ObserveModule, ObserveInstrument } = createObserveModule();
      const observe = ObserveModule.forRoot({
        appKey: 'key',
        appSecret: 'secret',
        serviceId: 'orders',
        endpoint: collector.url,
        flushInterval: 1_000,
        outgoing: false,
      });
      const tracing = TracingModule.forRoot({
        engine: testEngine,
        exporter,
        instrumentations: false,
      });
      const root = {
        module: class AppModule {},
        imports: position === 'before' ? [observe, tracing] : [tracing, observe],
        controllers: [OrdersController],
        providers: [OrdersService, OpenGuard],
      };
      return NestFactory.create(root, adapter, { logger: false, instrument: ObserveInstrument });
    }

    const treeOf = async (count: number) => {
      await waitFor(`${count} spans`, () => exporter.getFinishedSpans().length >= count);
      return spanTree(exporter.getFinishedSpans());
    };

    it('sees requests as we do', async () => {
      const answer = await (await fetch(`${await app.getUrl()}/orders/7`)).text();

      expect(answer).toBe('found');
      expect(await treeOf(3)).toBe(
        tree(`
          SERVER GET /orders/:id
            OrdersController.find
              read
        `),
      );
      const read = exporter.getFinishedSpans().find(({ name }) => name === 'read');
      expect(read?.attributes.seen).toBe(true);
      await reported(collector, '"/orders/:id"');
    });

    it('sees messages as we do', async () => {
      const host = '127.0.0.1';
      const microservice = app.connectMicroservice<MicroserviceOptions>({
        transport: Transport.TCP,
        options: { host, port: 0 },
      });
      await app.startAllMicroservices();
      const { port } = microservice.unwrap<Server>().address() as AddressInfo;
      const client = ClientProxyFactory.create({
        transport: Transport.TCP,
        options: { host, port },
      });

      expect(await firstValueFrom(client.send('orders.find', {}))).toBe('found');

      expect(await treeOf(4)).toBe(
        tree(`
          CLIENT orders.find
            SERVER orders.find
              OrdersController.findByMessage
                read
        `),
      );
      await reported(collector, 'findByMessage');
      await client.close();
    });
  });
});

import 'reflect-metadata';
import { once } from 'node:events';
import type { Server } from 'node:http';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import v8 from 'node:v8';
import { Controller, Get, Injectable, Module, UseGuards } from '@nestjs/common';
import type { CanActivate } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import {
  ClientProxyFactory,
  EventPattern,
  MessagePattern,
  Payload,
  Transport,
} from '@nestjs/microservices';
import type { MicroserviceOptions } from '@nestjs/microservices';
import { trace } from '@opentelemetry/api';
import { Span, TracingModule } from 'nestjs-tracing';
import { firstValueFrom } from 'rxjs';
import { grown, memoryAfterCollection, openThings, slopeOf, wrappedFunctions } from './measure.js';
import { startOutside } from './start-outside.js';

// One application at steady load, MINUTES long; exits with 1 when something grows:
// MINUTES=30 RATE=100 node --expose-gc test/soak/dist/app/soak.js

const minutes = Number(process.env.MINUTES ?? 30);
const rate = Number(process.env.RATE ?? 100);
const sampleMs = Number(process.env.SAMPLE_S ?? 10) * 1_000;
const warmUpMs = Number(process.env.WARM_UP_S ?? 120) * 1_000;

/** V8 goes on compiling for a while; one object left behind by every request is 5 MB an hour or more. */
const MAX_MB_PER_HOUR = Number(process.env.MAX_MB_PER_HOUR ?? 4);

/** Idle connections come and go. */
const SLACK = 4;

const tcpPort = await freePort();

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

@Injectable()
class OrdersGuard implements CanActivate {
  canActivate(): boolean {
    return true;
  }
}

@Injectable()
class OrdersService {
  readonly client = ClientProxyFactory.create({
    transport: Transport.TCP,
    options: { host: '127.0.0.1', port: tcpPort },
  });

  @Span()
  async find(): Promise<string> {
    await pause(1);
    return 'order';
  }
}

@Controller()
@UseGuards(OrdersGuard)
class OrdersController {
  constructor(private readonly orders: OrdersService) {}

  @Get('orders/:id')
  find(): Promise<string> {
    return this.orders.find();
  }

  @Get('outbound')
  async outbound(): Promise<string> {
    const response = await fetch(`${url}/orders/7`);
    return response.text();
  }

  @Get('sent')
  sent(): Promise<string> {
    return firstValueFrom(this.orders.client.send<string>('orders.find', { id: 7 }));
  }

  @Get('emitted')
  async emitted(): Promise<string> {
    await firstValueFrom(this.orders.client.emit('orders.placed', { id: 7 }), {
      defaultValue: undefined,
    });
    return 'placed';
  }

  @Get('error')
  error(): never {
    throw new Error('on purpose');
  }

  /** Whoever asks hangs up before. */
  @Get('slow')
  async slow(): Promise<string> {
    await pause(50);
    return 'late';
  }

  @MessagePattern('orders.find')
  answer(@Payload() { id }: { id: number }): string {
    return `order ${id}`;
  }

  @EventPattern('orders.placed')
  note(@Payload() { id }: { id: number }): number {
    return id;
  }
}

const outside = startOutside();
const { port } = await outside.order({ do: 'collect', isUp: true });

@Module({
  imports: [
    TracingModule.forRoot({
      serviceName: 'soak',
      otlp: { url: `http://127.0.0.1:${port}/v1/traces` },
    }),
  ],
  controllers: [OrdersController],
  providers: [OrdersService],
})
class AppModule {}

const app = await NestFactory.create(AppModule, { logger: false });
app.connectMicroservice<MicroserviceOptions>({
  transport: Transport.TCP,
  options: { host: '127.0.0.1', port: tcpPort },
});
await app.startAllMicroservices();
await app.listen(0, '127.0.0.1');
const url = await app.getUrl();
const server = app.getHttpServer() as Server;
// A server that closes idle connections meets those who are about to use them.
server.keepAliveTimeout = 0;
const classes = [OrdersController, OrdersService, OrdersGuard];
const probe = trace.getTracer('soak').startSpan('probe');
probe.end();
const SpanClass = probe.constructor;

const paths = ['/orders/7', '/outbound', '/sent', '/emitted', '/error', '/slow', '/unknown'];

function startLoad() {
  return outside.order({ do: 'load', url, paths, rate });
}

/** When nothing is asked any more, and the last spans are delivered. */
async function idle() {
  const { answered, failed } = await outside.order({ do: 'rest' });
  await pause(6_000);
  await memoryAfterCollection();
  const things = openThings();
  for (const event of server.eventNames()) {
    things[`server on ${String(event)}`] = server.listenerCount(event);
  }
  things['live spans'] = v8.queryObjects(SpanClass, { format: 'count' });
  return { answered, failed, things, functions: wrappedFunctions(classes) };
}

await startLoad();
await pause(warmUpMs);
const before = await idle();
await startLoad();
const points: [number, number][] = [];
const since = performance.now();
while (performance.now() - since < minutes * 60_000) {
  await pause(sampleMs);
  const { heapMb, buffersMb } = await memoryAfterCollection();
  points.push([(performance.now() - since) / 3_600_000, heapMb + buffersMb]);
  process.stdout.write(
    `${(points.at(-1)![0] * 60).toFixed(1)} min: ${points.at(-1)![1].toFixed(2)} MB\n`,
  );
}
const after = await idle();
await app.close();
const { spans } = await outside.order({ do: 'rest' });
outside.stop();

const { slope, margin } = slopeOf(points.slice(Math.floor(points.length / 3)));
const rewrapped = after.functions.filter(
  ({ value }, index) => value !== before.functions[index]?.value,
);
const leaks = [
  ...(slope - margin > MAX_MB_PER_HOUR ? ['heap'] : []),
  ...grown(before.things, after.things, SLACK),
  ...rewrapped.map(({ name }) => `wrapped again: ${name}`),
  ...(after.failed > 0 ? [`${after.failed} requests failed`] : []),
];
process.stdout.write(
  `${after.answered} requests, ${spans} spans, heap ${slope.toFixed(2)} MB/h (+- ${margin.toFixed(2)})\n` +
    `at the start ${JSON.stringify(before.things)}\nat the end   ${JSON.stringify(after.things)}\n` +
    `${leaks.length === 0 ? 'No leak.' : `LEAK: ${leaks.join('; ')}`}\n`,
);
process.exit(leaks.length === 0 ? 0 : 1);

import { createHook } from 'node:async_hooks';
import { Controller, Get } from '@nestjs/common';
import { MessagePattern } from '@nestjs/microservices';
import { NestFactory } from '@nestjs/core';
import { trace } from '@opentelemetry/api';
import {
  InMemorySpanExporter,
  NodeTracerProvider,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-node';
import { firstValueFrom } from 'rxjs';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { TracingModule, TracingService, runInSpan } from '../../lib/index.js';
import { startLoopbackServer } from '../support/loopback-server.js';
import { listenTo, tcpWire } from '../support/microservice.js';
import { spanTree, tree } from '../support/span-tree.js';
import { startTracedApplication } from '../support/traced-application.js';
import type { TracedApplication } from '../support/traced-application.js';
import { waitFor } from '../support/wait-for.js';

const theirs = new InMemorySpanExporter();
const provider = new NodeTracerProvider({ spanProcessors: [new SimpleSpanProcessor(theirs)] });

@Controller('orders')
class OrdersController {
  @Get(':id')
  find(): string {
    return 'found';
  }

  @MessagePattern('orders.count')
  count(): number {
    return 7;
  }
}

// First of all: what is registered stays registered in this process.
provider.register();

describe('a tracer provider that is registered already', () => {
  let traced: TracedApplication;

  beforeAll(async () => {
    traced = await startTracedApplication({ controllers: [OrdersController] });
  });

  beforeEach(() => theirs.reset());

  it('gets the spans of requests', async () => {
    await fetch(`${traced.url}/orders/7`);

    expect(await theirTree(2)).toBe(
      tree(`
        SERVER GET /orders/:id
          OrdersController.find
      `),
    );
  });

  it('gets the spans of messages, on both sides', async () => {
    const client = await listenTo(traced.app, tcpWire);

    await firstValueFrom(client.send('orders.count', {}));

    expect(await theirTree(3)).toBe(
      tree(`
        CLIENT orders.count
          SERVER orders.count
            OrdersController.count
      `),
    );
    await client.close();
  });

  it('gets the spans of TracingService, which has none of its own', async () => {
    const tracing = traced.app.get(TracingService);

    tracing.runInSpan('work', () => undefined);
    await tracing.flush();

    expect(await theirTree(1)).toBe('work');
    expect(tracing.finishedSpans()).toEqual([]);
    expect(traced.spans()).toEqual([]);
  });

  it('has nothing of ours beside it: no timer, no socket, and nothing sent', async () => {
    const collector = await startLoopbackServer();
    const started: string[] = [];
    const hook = createHook({
      init: (_, type) => void started.push(`${type} ${String(new Error('by').stack)}`),
    }).enable();
    const tracing = TracingModule.forRoot({
      otlp: { url: collector.url },
      batch: { intervalMs: 1 },
    });
    const root = { module: class {}, imports: [tracing] };

    const app = await NestFactory.createApplicationContext(root, { logger: false });
    runInSpan('work', () => undefined);
    await app.close();
    hook.disable();

    expect(started).not.toEqual([]);
    expect(
      started.filter((one) => /^(?!PROMISE|TickObject).*lib\/(sdk|engine)\//s.test(one)),
    ).toEqual([]);
    expect(collector.received).toEqual([]);
    await collector.close();
  });

  it('stays registered and running when the application closes', async () => {
    await traced.close();

    trace.getTracer('theirs').startSpan('after').end();

    expect(await theirTree(1)).toBe('after');
  });
});

async function theirTree(count: number): Promise<string> {
  await waitFor(`${count} spans`, () => theirs.getFinishedSpans().length >= count);
  return spanTree(theirs.getFinishedSpans());
}

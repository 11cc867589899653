import { Controller, Get, Module } from '@nestjs/common';
import type { INestApplication, INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Test } from '@nestjs/testing';
import { InMemorySpanExporter } from '@opentelemetry/sdk-trace-node';
import { beforeEach, describe, expect, it } from 'vitest';
import { TracingModule, TracingService, runInSpan } from '../../lib/index.js';
import type { TracingModuleOptions } from '../../lib/index.js';
import { startLoopbackServer } from '../support/loopback-server.js';
import { spanTree, tree } from '../support/span-tree.js';
import { testEngine } from '../support/test-engine.js';
import { waitFor } from '../support/wait-for.js';

@Controller('orders')
class OrdersController {
  @Get(':id')
  find(): string {
    return 'found';
  }
}

const request = tree(`
  SERVER GET /orders/:id
    OrdersController.find
`);

let exporter: InMemorySpanExporter;

beforeEach(() => {
  exporter = new InMemorySpanExporter();
});

describe('a testing module, whose adapter is known late', () => {
  it('traces the application made from it', async () => {
    const testing = await Test.createTestingModule(rootModule()).compile();
    const app = testing.createNestApplication();

    await ask(app);

    expect(spanTree(exporter.getFinishedSpans())).toBe(request);
    await app.close();
  });

  it('keeps spans in memory for the test to read', async () => {
    const testing = await Test.createTestingModule(rootModule({ exporter: 'memory' })).compile();
    const app = testing.createNestApplication();
    const tracing = app.get(TracingService);

    await ask(app, () => tracing.finishedSpans());

    expect(spanTree(tracing.finishedSpans())).toBe(request);
    await app.close();
  });
});

describe('two applications of one module class', () => {
  @Module(rootModule({ exporter: 'memory' }))
  class AppModule {}

  it('are both traced, one after the other, with nothing twice', async () => {
    const handlers = new Set<unknown>();

    for (const round of [1, 2]) {
      const app = await NestFactory.create(AppModule, { logger: false });
      const tracing = app.get(TracingService);
      await ask(app, () => tracing.finishedSpans().slice((round - 1) * 2));
      await app.close();
      handlers.add(OrdersController.prototype.find);

      const expected = Array.from({ length: round }, () => request).join('\n');
      expect(spanTree(tracing.finishedSpans())).toBe(expected);
    }

    // A handler wrapped once more for each application would grow in every test suite.
    expect(handlers.size).toBe(1);
  });
});

describe('two applications with options of their own', () => {
  it('each have their spans in their own exporter', async () => {
    const exporters = [new InMemorySpanExporter(), new InMemorySpanExporter()];

    for (const own of exporters) {
      const app = await NestFactory.create(dynamicRoot({ exporter: own }), { logger: false });
      await ask(app, () => own.getFinishedSpans());
      await app.close();
    }

    expect(exporters.map((own) => spanTree(own.getFinishedSpans()))).toEqual([request, request]);
  });

  it.each([
    ['the first', [0, 1]],
    ['the second', [1, 0]],
  ])('each deliver what they recorded, when %s closes first', async (_, order) => {
    const collectors = [await startLoopbackServer(), await startLoopbackServer()];
    const apps: INestApplicationContext[] = [];
    for (const [index, { url }] of collectors.entries()) {
      const tracing = TracingModule.forRoot({
        engine: testEngine,
        otlp: { url },
        instrumentations: false,
      });
      const root = { module: class {}, imports: [tracing] };
      apps.push(await NestFactory.createApplicationContext(root, { logger: false }));
      runInSpan(`span-of-${index}`, () => undefined);
    }

    for (const index of order) {
      await apps[index]!.close();
      runInSpan(`after-${index}`, () => undefined);
    }
    await apps[1]!.get(TracingService).flush();

    const sent = collectors.map(({ received }) => Buffer.concat(received.map(({ body }) => body)));
    const names = sent.map((body) =>
      body
        .toString('latin1')
        .match(/(span-of|after)-\d/g)
        ?.toSorted(),
    );
    await Promise.all(collectors.map((collector) => collector.close()));
    // The later one has the say also after either has closed.
    expect(names).toEqual([['span-of-0'], ['after-0', 'after-1', 'span-of-1']]);
  });

  it('are traced no more once the later one has tracing off', async () => {
    const first = await NestFactory.create(dynamicRoot(), { logger: false });
    const second = await NestFactory.create(dynamicRoot({ enabled: false }), { logger: false });

    const isRecording = runInSpan('work', (span) => span.isRecording());

    expect(isRecording).toBe(false);
    await Promise.all([first.close(), second.close()]);
  });
});

async function ask(
  app: INestApplication,
  spans: () => readonly unknown[] = () => exporter.getFinishedSpans(),
): Promise<void> {
  await app.listen(0, '127.0.0.1');
  await fetch(`${await app.getUrl()}/orders/7`);
  await waitFor('the spans of the request', () => spans().length >= 2);
}

function dynamicRoot(options: TracingModuleOptions = {}) {
  return { module: class {}, ...rootModule(options) };
}

function rootModule(options: TracingModuleOptions = {}) {
  const tracing = TracingModule.forRoot({ exporter, instrumentations: false, ...options });
  return { imports: [tracing], controllers: [OrdersController] };
}

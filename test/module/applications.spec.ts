import 'nestjs-tracing/testing/vitest';
import v8 from 'node:v8';
import vm from 'node:vm';
import { Controller, Get, Module } from '@nestjs/common';
import type { INestApplication, INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Test } from '@nestjs/testing';
import { ROOT_CONTEXT, context, trace } from '@opentelemetry/api';
import type { ProxyTracerProvider } from '@opentelemetry/api';
import { suppressTracing } from '@opentelemetry/core';
import { InMemorySpanExporter } from '@opentelemetry/sdk-trace-node';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { TracingModule, TracingService, runInSpan } from '../../lib/index.js';
import type { TracingModuleOptions } from '../../lib/index.js';
import { sharedProvider } from '../../lib/sdk/applications/shared-provider.js';
import { TracingTestingModule } from '../../lib/testing/index.js';
import { startLoopbackServer } from '../support/loopback-server.js';
import { testEngine } from '../support/test-engine.js';
import { waitFor } from '../support/wait-for.js';

@Controller('orders')
class OrdersController {
  @Get(':id')
  find(): string {
    handle();
    return 'found';
  }
}

/** What the handler does besides. */
let handle: () => void;

const request = `
  SERVER GET /orders/:id
    OrdersController.find
`;

let exporter: InMemorySpanExporter;

/** Modules that are imported before any other in this process. */
const inOrder = { first: exported(), second: exported() };
type InOrder = keyof typeof inOrder;

beforeEach(() => {
  exporter = new InMemorySpanExporter();
  handle = () => undefined;
});

describe('a testing module, whose adapter is known late', () => {
  it('traces the application made from it', async () => {
    const testing = await Test.createTestingModule(rootModule()).compile();
    const app = testing.createNestApplication();

    await ask(app);

    expect(exporter.getFinishedSpans()).toMatchTrace(request);
    await app.close();
  });

  it('keeps spans in memory for the test to read', async () => {
    const testing = await Test.createTestingModule(rootModule({ exporter: 'memory' })).compile();
    const app = testing.createNestApplication();
    const tracing = app.get(TracingService);

    await ask(app, () => tracing.finishedSpans());

    expect(tracing.finishedSpans()).toMatchTrace(request);
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
      expect(tracing.finishedSpans()).toMatchTrace(expected);
    }

    // A handler wrapped once more for each application would grow in every test suite.
    expect(handlers.size).toBe(1);
  });
});

describe('the provider behind the API', () => {
  it('can be shut down, and be told how long that may take', async () => {
    const app = await NestFactory.create(dynamicRoot(), { logger: false });
    const latest = sharedProvider.latest as unknown as Record<
      'forceFlush' | 'shutdown',
      () => void
    >;
    const flushing = vi.spyOn(latest, 'forceFlush');
    const ending = vi.spyOn(exporter, 'shutdown');
    const api = trace.getTracerProvider() as ProxyTracerProvider;
    const provider = api.getDelegate() as typeof sharedProvider;

    await provider.forceFlush({ timeoutMillis: 1_234 });
    await provider.shutdown();

    expect(flushing).toHaveBeenCalledWith({ timeoutMillis: 1_234 });
    expect(ending).toHaveBeenCalled();
    await app.close();
  });
});

describe('an application that is closed twice', () => {
  it('counts once, so that the next one of its module is in use', async () => {
    const root = dynamicRoot();
    const first = await NestFactory.create(root, { logger: false });
    await Promise.all([first.close(), first.close()]);
    await first.close();
    const second = await NestFactory.create(root, { logger: false });

    // It lets go of what no application uses.
    TracingTestingModule.forRoot();
    await ask(second);

    expect(exporter.getFinishedSpans()).toMatchTrace(request);
    await second.close();
  });
});

describe('an application that nobody closes', () => {
  it('is not kept in memory', async () => {
    const forget = async () => {
      const app = await NestFactory.createApplicationContext(dynamicRoot(), { logger: false });
      return new WeakRef(app.get(TracingService));
    };
    const forgotten = [await forget(), await forget(), await forget()];

    // What was asked for is kept until the end of the turn.
    await new Promise((resolve) => setImmediate(resolve));
    collectGarbage();

    expect(forgotten.map((one) => one.deref() === undefined)).toEqual([true, true, true]);
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

    for (const own of exporters) {
      expect(own.getFinishedSpans()).toMatchTrace(request);
    }
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

  it.each<[string, readonly InOrder[]]>([
    ['created in the other order than imported', ['second', 'first']],
    ['of which the first is created again', ['first', 'second', 'first']],
    ['of which the second is created again', ['second', 'first', 'second']],
  ])('each record their requests, %s', async (_, order) => {
    const apps = [];
    for (const name of order) {
      apps.push({ name, app: await NestFactory.create(inOrder[name].root, { logger: false }) });
    }

    for (const { name, app } of apps) {
      Object.values(inOrder).forEach((one) => one.exporter.reset());
      await ask(app, () =>
        Object.values(inOrder).flatMap((one) => one.exporter.getFinishedSpans()),
      );
      expect(inOrder[name].exporter.getFinishedSpans()).toMatchTrace(request);
    }
    await closeAll(apps.map(({ app }) => app));
  });

  it('each record what is done below a span that was suppressed', async () => {
    const own = [new InMemorySpanExporter(), new InMemorySpanExporter()] as const;
    const apps = [
      await NestFactory.create(dynamicRoot({ exporter: own[0] }), { logger: false }),
      await NestFactory.create(dynamicRoot({ exporter: own[1] }), { logger: false }),
    ] as const;
    const tracer = trace.getTracer('test');
    // All spans that are not made have one identity in common.
    const unmade = tracer.startSpan('unmade', {}, suppressTracing(ROOT_CONTEXT));
    handle = () => {
      tracer.startSpan('below', {}, trace.setSpan(context.active(), unmade)).end();
    };

    for (const [index, app] of apps.entries()) {
      await ask(app, () => own[index]!.getFinishedSpans());
    }

    for (const exported of own) {
      const names = exported.getFinishedSpans().map(({ name }) => name);
      expect(names.filter((name) => name === 'below')).toHaveLength(1);
    }
    await closeAll(apps);
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

function exported() {
  const own = new InMemorySpanExporter();
  return { exporter: own, root: dynamicRoot({ exporter: own }) };
}

function collectGarbage(): void {
  v8.setFlagsFromString('--expose-gc');
  (vm.runInNewContext('gc') as () => void)();
}

async function closeAll(apps: readonly INestApplication[]): Promise<void> {
  await Promise.all(apps.map((app) => app.close()));
}

function dynamicRoot(options: TracingModuleOptions = {}) {
  return { module: class {}, ...rootModule(options) };
}

function rootModule(options: TracingModuleOptions = {}) {
  const tracing = TracingModule.forRoot({ exporter, instrumentations: false, ...options });
  return { imports: [tracing], controllers: [OrdersController] };
}

import http from 'node:http';
import Module from 'node:module';
import { Controller, Get, Module as NestModule } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { context, propagation, trace } from '@opentelemetry/api';
import { describe, expect, it } from 'vitest';
import { TracingModule } from '../../lib/index.js';
import { TraceRecorder, TracingTestingModule } from '../../lib/testing/index.js';
import { startLoopbackServer } from '../support/loopback-server.js';
import { testEngine } from '../support/test-engine.js';
import { waitFor } from '../support/wait-for.js';

@Controller()
class OrdersController {
  @Get()
  find(): string {
    return 'found';
  }
}

const SIGNALS = ['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGUSR2', 'beforeExit', 'exit'];

/** What an application can change in its process, as far as it is anybody else's. */
function processState(): object {
  const api = (globalThis as Record<symbol, object | undefined>)[
    Symbol.for('opentelemetry.js.api.1')
  ];
  const { version: _version, ...globals } = { version: undefined, ...api };
  return {
    globals,
    listeners: SIGNALS.map((name) => process.listenerCount(name)),
    timers: process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length,
    http: [http.request, http.get, http.Server.prototype.emit],
  };
}

/** The test's own client has a timer for some milliseconds more. */
async function clientAtRest(): Promise<void> {
  await waitFor(
    'the end of all timers',
    () => !process.getActiveResourcesInfo().includes('Timeout'),
  );
}

async function askTraced(imports: NonNullable<Parameters<typeof NestModule>[0]['imports']>) {
  const testing = await Test.createTestingModule({
    imports: [TracingTestingModule.forRoot({ engine: testEngine }), ...imports],
    controllers: [OrdersController],
  }).compile();
  const app = testing.createNestApplication();
  await app.listen(0, '127.0.0.1');
  const response = await fetch(await app.getUrl());
  await response.text();
  const traces = app.get(TraceRecorder);
  await traces.waitForSpan('GET /');
  return { app, traces };
}

describe('a process in which applications were under test', () => {
  const before = processState();

  it.each(['first', 'second'])('is as it was before, the %s time', async () => {
    const { app } = await askTraced([]);
    expect(processState()).not.toEqual(before);

    await app.close();

    await clientAtRest();
    expect(processState()).toEqual(before);
  });

  it.each(['first', 'second'])(
    'is as it was before an AppModule that is traced, the %s time',
    async () => {
      const [one, other] = [
        await askTraced([TracingModule.forRoot({ engine: testEngine })]),
        await askTraced([TracingModule.forRootAsync({ useFactory: () => ({}) })]),
      ];

      await one.app.close();
      expect(processState(), 'while there is another').not.toEqual(before);
      await other.app.close();

      await clientAtRest();
      expect(processState()).toEqual(before);
    },
  );

  it('makes no spans, and passes no trace on', async () => {
    const { app, traces } = await askTraced([]);
    await app.close();
    const count = traces.spans().length;
    const server = await startLoopbackServer();

    await trace.getTracer('test').startActiveSpan('work', async (span) => {
      expect(span.isRecording()).toBe(false);
      await (await fetch(server.url)).text();
      await new Promise((resolve) =>
        http.get(server.url, (response) => response.resume().on('end', resolve)),
      );
    });

    expect(traces.spans()).toHaveLength(count);
    expect(server.received.map(({ headers }) => headers.traceparent)).toEqual([
      undefined,
      undefined,
    ]);
    expect([context.active(), propagation.fields()]).toEqual([context.active(), []]);
    // What watches the loading of modules has nothing to patch any more.
    expect(() => Module.createRequire(import.meta.url)('pg')).not.toThrow();
    await server.close();
  });
});

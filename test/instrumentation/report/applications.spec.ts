import { Controller } from '@nestjs/common';
import type { INestApplicationContext, ModuleMetadata } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ClientsModule, EventPattern, Transport } from '@nestjs/microservices';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { CqrsModule } from '@nestjs/cqrs';
import { EventEmitterModule } from '@nestjs/event-emitter';
import { ScheduleModule } from '@nestjs/schedule';
import { SubscribeMessage, WebSocketGateway } from '@nestjs/websockets';
import { AlwaysOffSampler, InMemorySpanExporter } from '@opentelemetry/sdk-trace-node';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { TracingModule, TracingService } from '../../../lib/index.js';
import type { TracingModuleOptions } from '../../../lib/index.js';
import { formatReportLine } from '../../../lib/instrumentation/report/format-report-line.js';
import { mercurius } from '../../inbound/graphql/support/servers.js';
import { ordersApi } from '../../inbound/graphql/support/orders.js';
import { testEngine } from '../../support/test-engine.js';
import { KeptLines } from './support/kept-lines.js';

const standard = 'log nestjs-tracing: orders -> memory, sampling 100 %, traced: Nest alone';
const opened: { close(): Promise<void> }[] = [];
let logger: KeptLines;

beforeEach(() => {
  logger = new KeptLines();
});

afterEach(async () => {
  for (const app of opened.splice(0)) {
    await app.close();
  }
});

function rootWith(
  options: TracingModuleOptions = {},
  { imports = [], ...others }: ModuleMetadata = {},
) {
  const tracing = TracingModule.forRoot({
    serviceName: 'orders',
    exporter: 'memory',
    engine: testEngine,
    instrumentations: false,
    ...options,
  });
  return { module: class AppModule {}, ...others, imports: [...imports, tracing] };
}

async function startContext(options: TracingModuleOptions = {}): Promise<INestApplicationContext> {
  const app = await NestFactory.createApplicationContext(rootWith(options), { logger });
  opened.push(app);
  return app;
}

describe('the line of an application', () => {
  it.each<[string, TracingModuleOptions]>([
    [
      'otlp http://collector:4318, sampling 100 %',
      { exporter: 'otlp', otlp: { url: 'http://collector:4318/v1/traces' } },
    ],
    [
      'otlp https://collector/otlp, sampling 12.5 %',
      {
        exporter: 'otlp',
        otlp: {
          url: 'https://me:secret@collector/otlp/v1/traces?key=secret',
          headers: { key: 'secret' },
        },
        sampling: { ratio: 0.125 },
      },
    ],
    [
      'console, otlp http://collector:4317 and jaeger udp://agent:6832, sampling 100 %',
      {
        exporter: ['console', 'otlp', 'jaeger'],
        otlp: { url: 'http://me:secret@collector:4317', protocol: 'grpc' },
        jaeger: { host: 'agent', username: 'secret', password: 'secret' },
      },
    ],
    [
      'jaeger https://collector/api/traces and zipkin http://zipkin:9411/api/v2/spans, sampling 100 %',
      {
        exporter: ['jaeger', 'zipkin'],
        jaeger: { endpoint: 'https://me:secret@collector/api/traces?key=secret' },
        zipkin: { url: 'http://me:secret@zipkin:9411/api/v2/spans?key=secret' },
      },
    ],
    ['console, sampling 0.00001 %', { exporter: 'console', sampling: { ratio: 1e-7 } }],
    [
      'InMemorySpanExporter, sampling 33.3 %',
      { exporter: new InMemorySpanExporter(), sampling: { ratio: 1 / 3 } },
    ],
    ['no exporter, sampling 99.99 %', { exporter: 'none', sampling: { ratio: 0.9999 } }],
    ['memory, sampling 0 %', { sampling: { ratio: 0 } }],
    [
      'memory, sampling 10 %, at most 5 a second, 1 rule',
      { sampling: { ratio: 0.1, maxPerSecond: 5, rules: [{ route: '/checkout' }] } },
    ],
    [
      'memory, sampling as jaeger http://127.0.0.1:1/sampling says, 2 rules',
      {
        sampling: {
          jaegerRemote: { endpoint: 'http://me:secret@127.0.0.1:1/?key=secret' },
          rules: [{ name: 'a' }, { name: 'b' }],
        },
      },
    ],
    ['memory, sampling by AlwaysOffSampler', { sampling: new AlwaysOffSampler() }],
  ])('says %s', async (target, options) => {
    const app = await startContext(options);

    expect(logger.lines).toEqual([`log nestjs-tracing: orders -> ${target}, traced: Nest alone`]);
    expect(JSON.stringify(app.get(TracingService).diagnostics())).not.toContain('secret');
  });

  it('comes once for each application', async () => {
    await startContext();
    await startContext();

    expect(logger.lines).toEqual([standard, standard]);
  });

  it('comes from a testing module too, when the application made from it starts', async () => {
    const testing = await Test.createTestingModule({ imports: [rootWith()] })
      .setLogger(logger)
      .compile();
    opened.push(testing);
    expect(logger.lines).toEqual([]);

    await testing.createNestApplication().init();

    expect(logger.lines).toEqual([standard]);
  });

  it('does not come where the logger is off', async () => {
    const write = vi.spyOn(process.stdout, 'write');
    const errors = vi.spyOn(process.stderr, 'write');

    const app = await NestFactory.createApplicationContext(rootWith(), { logger: false });
    opened.push(app);

    expect([...write.mock.calls, ...errors.mock.calls]).toEqual([]);
    vi.restoreAllMocks();
  });
});

describe('TracingService.diagnostics()', () => {
  it('says that nothing is traced where tracing is off, which is no line of the log', async () => {
    const app = await startContext({ enabled: false });

    expect(logger.lines).toEqual([]);
    expect(app.get(TracingService).diagnostics()).toEqual({
      serviceName: 'orders',
      state: 'off',
      libraries: [],
      problems: [],
      notes: [
        {
          code: 'TRACING_OFF',
          message:
            'nothing is traced, since the option "enabled" is false or the variable ' +
            'OTEL_SDK_DISABLED is true.',
        },
      ],
    });
  });

  it("notes the exporter 'none'", async () => {
    const app = await startContext({ exporter: 'none' });

    expect(app.get(TracingService).diagnostics()).toMatchObject({
      problems: [],
      notes: [
        { code: 'NO_EXPORTER', message: expect.stringContaining('OTEL_TRACES_EXPORTER=none') },
      ],
    });
  });

  it('says of each of two applications where its spans go, and which has the say besides', async () => {
    const earlier = await startContext({ exporter: 'none' });
    const later = await startContext({ sampling: { ratio: 0.5 } });

    expect(earlier.get(TracingService).diagnostics()).toMatchObject({
      state: 'on',
      delivery: { exporters: [], sampleRatio: 1 },
      notes: [
        { code: 'NO_EXPORTER' },
        { code: 'OTHER_APPLICATION', message: expect.stringContaining('"instrumentations"') },
      ],
    });
    expect(later.get(TracingService).diagnostics()).toMatchObject({
      state: 'on',
      delivery: { exporters: [{ name: 'memory' }], sampleRatio: 0.5 },
      notes: [],
    });
  });

  it('says of an application that a later one has switched tracing off for it', async () => {
    const earlier = await startContext();
    await startContext({ enabled: false });

    const diagnostics = earlier.get(TracingService).diagnostics();

    expect(diagnostics).toMatchObject({
      state: 'replaced',
      notes: [{ code: 'OTHER_APPLICATION', message: expect.stringContaining('tracing off') }],
    });
    expect(diagnostics.delivery).toBeUndefined();
    expect(formatReportLine(diagnostics)).toBe(
      'nestjs-tracing: orders -> nowhere, since another application of this process, started later, ' +
        'has tracing off',
    );
  });

  it('takes the name of the service as every span has it', async () => {
    process.env.OTEL_RESOURCE_ATTRIBUTES = 'service.name=billing';
    await startContext({ serviceName: undefined });
    delete process.env.OTEL_RESOURCE_ATTRIBUTES;

    expect(logger.lines).toEqual([standard.replace('orders', 'billing')]);
  });
});

describe('the parts of Nest in the report', () => {
  @Controller()
  class MailController {
    @EventPattern('order.placed')
    confirm(_order: unknown): void {}
  }

  @WebSocketGateway()
  class OrdersGateway {
    @SubscribeMessage('watch')
    watch(_order: unknown): void {}
  }

  const namesOf = (app: INestApplicationContext) =>
    app
      .get(TracingService)
      .diagnostics()
      .libraries.filter(({ library }) => library === 'nest')
      .map((part) => {
        expect(part).toMatchObject({
          tracedBy: 'built in',
          version: expect.stringMatching(/^1[24]\./),
        });
        return part.packageName;
      });

  it('are those that an application uses', async () => {
    const root = rootWith(
      {},
      { ...ordersApi, imports: [mercurius()], controllers: [MailController] },
    );
    root.providers = [...(root.providers ?? []), OrdersGateway];
    const app = await NestFactory.create<NestFastifyApplication>(root, new FastifyAdapter(), {
      logger,
    });
    opened.push(app);
    app.connectMicroservice({ transport: Transport.TCP, options: { host: '127.0.0.1', port: 0 } });

    await app.startAllMicroservices();
    await app.listen(0, '127.0.0.1');

    expect(namesOf(app)).toEqual(['http server', 'microservices', 'graphql', 'websockets']);
  });

  it('are what works by itself, unless it is switched off', async () => {
    const imports = [ScheduleModule.forRoot(), EventEmitterModule.forRoot(), CqrsModule.forRoot()];
    const app = await NestFactory.createApplicationContext(
      rootWith({ jobs: { cqrs: false } }, { imports }),
      { logger },
    );
    opened.push(app);

    expect(namesOf(app)).toEqual(['schedule', 'event emitter']);
  });

  it('are the clients of other services too', async () => {
    const clients = ClientsModule.register([{ name: 'MAIL', transport: Transport.TCP }]);
    const app = await NestFactory.create(rootWith({}, { imports: [clients] }), { logger });
    opened.push(app);

    expect(namesOf(app)).toEqual(['http server', 'microservices']);
  });

  it('are told by a microservice without HTTP, in one line', async () => {
    const app = await NestFactory.createMicroservice(
      rootWith({}, { controllers: [MailController] }),
      { transport: Transport.TCP, options: { host: '127.0.0.1', port: 0 }, logger },
    );
    opened.push(app);
    await app.listen();

    expect(logger.lines).toEqual([standard]);
    expect(namesOf(app)).toEqual(['microservices']);
  });

  it('are plain data, which nobody can change', async () => {
    const app = await NestFactory.create(rootWith(), { logger });
    opened.push(app);
    const diagnostics = app.get(TracingService).diagnostics();

    expect(JSON.parse(JSON.stringify(diagnostics))).toStrictEqual(diagnostics);
    expect(Object.isFrozen(diagnostics)).toBe(true);
    expect(Object.isFrozen(diagnostics.delivery)).toBe(true);
    expect(Object.isFrozen(diagnostics.libraries[0])).toBe(true);
  });
});

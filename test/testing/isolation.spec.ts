import 'nestjs-tracing/testing/vitest';
import { Controller, Get, Injectable, Param } from '@nestjs/common';
import type { INestApplication } from '@nestjs/common';
import { EventEmitter2, EventEmitterModule, OnEvent } from '@nestjs/event-emitter';
import { Ctx, MessagePattern, TcpContext } from '@nestjs/microservices';
import type { ClientProxy } from '@nestjs/microservices';
import { Interval, ScheduleModule } from '@nestjs/schedule';
import { WsAdapter } from '@nestjs/platform-ws';
import { SubscribeMessage, WebSocketGateway } from '@nestjs/websockets';
import { Test } from '@nestjs/testing';
import { trace } from '@opentelemetry/api';
import { lastValueFrom } from 'rxjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { Span, TracedHttpService } from '../../lib/index.js';
import { TraceRecorder, TracingTestingModule } from '../../lib/testing/index.js';
import { listenTo, tcpWire } from '../support/microservice.js';
import { testEngine } from '../support/test-engine.js';

const patient = { timeoutMs: 15_000 };

// Taken once, before there is any application, as application code does.
const tracer = trace.getTracer('orders');

@Injectable()
class OrdersService {
  @Span('load')
  async load(name: string): Promise<string> {
    await new Promise((resolve) => setImmediate(resolve));
    return tracer.startActiveSpan('own', (span) => {
      span.setAttribute('application', name);
      span.end();
      return name;
    });
  }
}

@Controller()
class OrdersController {
  constructor(
    private readonly orders: OrdersService,
    private readonly events: EventEmitter2,
    private readonly http: TracedHttpService,
  ) {}

  @Get('orders/:name')
  find(@Param('name') name: string): Promise<string> {
    return this.orders.load(name);
  }

  /** Asks the other application. */
  @Get('relay/:port')
  async relay(@Param('port') port: string): Promise<string> {
    const url = `http://127.0.0.1:${port}/orders/relayed`;
    const { data } = await lastValueFrom(this.http.get<string>(url));
    return data;
  }

  @Get('announce')
  async announce(): Promise<void> {
    await this.events.emitAsync('announced');
  }

  @OnEvent('announced')
  onAnnounced(): Promise<string> {
    return this.orders.load('event');
  }

  @MessagePattern('load')
  onMessage(@Ctx() _context: TcpContext): Promise<string> {
    return this.orders.load('message');
  }
}

@Injectable()
class Ticker {
  constructor(private readonly orders: OrdersService) {}

  @Interval(20)
  tick(): Promise<string> {
    return this.orders.load('tick');
  }
}

@WebSocketGateway()
class OrdersGateway {
  constructor(private readonly orders: OrdersService) {}

  @SubscribeMessage('load')
  load(): Promise<string> {
    return this.orders.load('gateway');
  }
}

interface Running {
  readonly app: INestApplication;
  readonly traces: TraceRecorder;
  readonly url: string;
  readonly client: ClientProxy;
}

async function start(): Promise<Running> {
  const testing = await Test.createTestingModule({
    imports: [
      TracingTestingModule.forRoot({ engine: testEngine }),
      EventEmitterModule.forRoot(),
      ScheduleModule.forRoot(),
    ],
    controllers: [OrdersController],
    providers: [OrdersService, OrdersGateway, Ticker],
  }).compile();
  const app = testing.createNestApplication();
  app.useWebSocketAdapter(new WsAdapter(app));
  const client = await listenTo(app, tcpWire);
  await app.listen(0, '127.0.0.1');
  return { app, traces: app.get(TraceRecorder), url: await app.getUrl(), client };
}

describe('two applications under test in one process', () => {
  let one: Running;
  let other: Running;

  beforeAll(async () => {
    // Their modules are made alternately.
    [one, other] = await Promise.all([start(), start()]);
  });

  afterAll(async () => {
    for (const { client, app } of [one, other]) {
      client.close();
      await app.close();
    }
  });

  const both = [
    ['the one', () => [one, other]],
    ['the other', () => [other, one]],
  ] as const;

  describe.for(both)('%s', ([label, choose]) => {
    it.concurrent('records its requests, with all that is below them', async ({ expect }) => {
      const [mine, theirs] = choose() as [Running, Running];
      const names = Array.from({ length: 20 }, (_, index) => `${label} ${index}`);

      await Promise.all(names.map((name) => fetch(`${mine.url}/orders/${name}`)));

      for (const name of names) {
        expect(await mine.traces.waitForTrace(has(name))).toMatchTrace(`
          SERVER GET /orders/:name
            OrdersController.find
              load
                own {application: ${name}}
        `);
      }
      expect(mine.traces.spans().filter(({ attributes }) => isOf(label, attributes))).toHaveLength(
        20,
      );
      expect(theirs.traces.spans().filter(({ attributes }) => isOf(label, attributes))).toEqual([]);
    });

    it.concurrent('records its messages', async ({ expect }) => {
      const [{ traces, client }] = choose() as [Running];

      await traces.run('test', () => lastValueFrom(client.send('load', {})));

      expect(await traces.waitForTrace(startsWith('test'))).toMatchTrace(`
        test
          CLIENT load
            SERVER load
              OrdersController.onMessage
                load
                  own {application: message}
      `);
      expect(traces.spans().filter(({ name }) => name === 'test')).toHaveLength(1);
    });

    it.concurrent('records what its gateways are sent', async ({ expect }) => {
      const [{ traces, url }] = choose() as [Running];
      const socket = new WebSocket(url.replace('http', 'ws'));
      await new Promise((resolve) => socket.once('open', resolve));

      socket.send(JSON.stringify({ event: 'load', data: {} }));

      const found = await traces.waitForTrace(has('gateway'), patient);
      socket.close();
      expect(found).toBeOneTrace();
      expect(found).toHaveSpan('own');
    });

    it.concurrent('records its events, and the jobs of its schedule', async ({ expect }) => {
      const [{ traces, url }] = choose() as [Running];

      await fetch(`${url}/announce`);

      expect(await traces.waitForTrace(has('event'))).toMatchTrace(`
        SERVER GET /announce
          OrdersController.announce
            OrdersController.onAnnounced
              load
                own {application: event}
      `);
      expect(await traces.waitForTrace(has('tick'), patient)).toMatchTrace(`
        Ticker.tick
          load
            own {application: tick}
      `);
    });

    it.concurrent('records its part of a trace that goes through both', async ({ expect }) => {
      const [mine, theirs] = choose() as [Running, Running];
      const port = new URL(theirs.url).port;

      await fetch(`${mine.url}/relay/${port}`);

      const left = await mine.traces.waitForTrace(startsWith('GET /relay/:port'));
      const { traceId } = left[0]!.spanContext();
      const right = await theirs.traces.waitForTrace(
        ([first]) => first?.spanContext().traceId === traceId,
      );
      expect(left).toMatchTrace(`
        SERVER GET /relay/:port
          OrdersController.relay
            CLIENT GET
      `);
      expect(right).toMatchTrace(`
        SERVER GET /orders/:name
          OrdersController.find
            load
              own
      `);
      expect([...left, ...right]).toBeOneTrace();
    });

    it.concurrent('records what a test runs in it', async ({ expect }) => {
      const [{ traces, app }] = choose() as [Running];

      await traces.run('unit', () => app.get(OrdersService).load('unit'));

      expect(await traces.waitForTrace(startsWith('unit'))).toMatchTrace(`
        unit
          load
            own {application: unit}
      `);
    });
  });

  it('neither records what may be of either, and both tell', async () => {
    await one.app.get(OrdersService).load('stray');

    for (const { traces } of [one, other]) {
      expect(traces.spans().filter(({ attributes }) => attributes.application === 'stray')).toEqual(
        [],
      );
      await expect(traces.waitForTrace(has('stray'), { timeoutMs: 1 })).rejects.toThrow(
        /nothing tells which of them it was: .*load.*TraceRecorder\.run\(\)/,
      );
    }
  });
});

function isOf(label: string, { application }: { application?: unknown }): boolean {
  return String(application).startsWith(label);
}

type Trace = readonly { readonly name: string; readonly attributes: object }[];

function has(application: string): (spans: Trace) => boolean {
  return (spans) =>
    spans.some(
      ({ attributes }) => 'application' in attributes && attributes.application === application,
    );
}

function startsWith(name: string): (spans: Trace) => boolean {
  return (spans) => spans.some((span) => span.name === name);
}

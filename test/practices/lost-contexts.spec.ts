import { Controller, Get, Inject, Injectable } from '@nestjs/common';
import { EventEmitter2, EventEmitterModule, OnEvent } from '@nestjs/event-emitter';
import { Interval, ScheduleModule } from '@nestjs/schedule';
import { ROOT_CONTEXT, SpanKind, context, trace } from '@opentelemetry/api';
import { Redis } from 'ioredis';
import { describe, expect, it } from 'vitest';
import { TracingService, runInSpan } from '../../lib/index.js';
import { describeWith, serverUrl } from '../support/servers.js';
import { waitFor } from '../support/wait-for.js';
import { BootQueue } from './support/boot-queue.js';
import { startWatchedApplication } from './support/watched-application.js';
import type { WatchedApplication } from './support/watched-application.js';

const read = (): string => runInSpan('stock.read', () => 'ok');

@Controller()
class StockController {
  static readonly held: (() => void)[] = [];
  readonly #queue = new BootQueue();
  #shared: BootQueue | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(private readonly events: EventEmitter2) {}

  @Get('queued')
  queued() {
    return this.#queue.run(read);
  }

  /** The first request makes what the others use. */
  @Get('shared')
  shared() {
    this.#shared ??= new BootQueue();
    return this.#shared.run(read);
  }

  @Get('stream')
  stream() {
    this.#timer ??= setInterval(read, 1);
    return new Promise((resolve) => setTimeout(resolve, 3));
  }

  onModuleDestroy() {
    clearInterval(this.#timer);
  }

  @Get('held')
  held() {
    return new Promise<void>((release) => StockController.held.push(release));
  }

  @Get('queued/call')
  queuedCall() {
    return this.#queue.run(() => {
      trace.getTracer('a-driver').startSpan('SELECT stock', { kind: SpanKind.CLIENT }).end();
      return 'ok';
    });
  }

  @Get('apart')
  apart() {
    return context.with(ROOT_CONTEXT, read);
  }

  @Get('root')
  root() {
    return this.#queue.run(() => runInSpan('stock.audit', { root: true }, () => 'ok'));
  }

  @Get('event')
  async event() {
    this.events.emit('stock.asked');
    return read();
  }

  @OnEvent('stock.asked')
  onAsked() {
    return read();
  }
}

/** Polls in a timer that was set at boot and so quickly that requests fall together with it. */
@Injectable()
class Poller {
  readonly timer = setInterval(() => runInSpan('stock.poll', () => this.polls++), 1);
  polls = 0;

  @Interval(1)
  scheduled() {
    runInSpan('stock.count', () => undefined);
  }

  onModuleDestroy() {
    clearInterval(this.timer);
  }
}

@Controller()
class PolledController {
  constructor(private readonly poller: Poller) {}

  @Get()
  async wait() {
    const before = this.poller.polls;
    await waitFor('a poll', () => this.poller.polls > before + 1);
    return 'ok';
  }
}

const shop = { imports: [EventEmitterModule.forRoot()], controllers: [StockController] };
const contextLost = (found: WatchedApplication['found']) =>
  found().filter(({ code }) => code === 'CONTEXT_LOST');

describe('work of a request that has lost its context', () => {
  it.each([
    ['/queued', 'stock.read'],
    ['/queued/call', 'SELECT stock'],
  ])('is told of after some requests: %s', async (path, name) => {
    const { found, get } = await startWatchedApplication(shop);

    await waitFor('the finding', async () => {
      await get(path);
      return contextLost(found).length > 0;
    });

    expect(contextLost(found).map(({ message }) => message)).toEqual([
      `the span "${name}" begins a trace of its own, although it belongs to "GET ${path}": it ran in ` +
        'each of 3 such requests in a row, and never without one. A context is lost where a ' +
        'callback is called by something older than the request, such as a queue or a pool: bind ' +
        'the callback with AsyncResource.bind(). For work that is meant to be apart begin a trace: ' +
        'runInSpan(name, { root: true }, work).',
    ]);
  });
});

describe('work of a request that has the context of an earlier one', () => {
  it('is told of when that one is long over', async () => {
    const { found, get } = await startWatchedApplication(shop, {
      bestPractices: { patienceMs: 1 },
    });

    const finding = await waitFor('the finding', async () => {
      await get('/shared');
      return found().find(({ code }) => code === 'CONTEXT_KEPT');
    });

    expect(finding.message).toBe(
      'the span "stock.read" is in the trace of an earlier "GET /shared" that is long over, although ' +
        'it belongs to "GET /shared": it ran in each of 3 such requests in a row, and never without ' +
        'one. The context of the first request that needs it is kept by what is made then and goes ' +
        'on, such as a queue or a connection: make that when the application starts, and bind the ' +
        'callbacks with AsyncResource.bind().',
    );
  });

  it('is not told of when it goes on by itself, as a stream does', async () => {
    const { found, get } = await startWatchedApplication(shop, {
      bestPractices: { patienceMs: 1 },
    });

    await repeat(20, () => get('/stream'));

    expect(found()).toEqual([]);
  });
});

describe('work without a parent', () => {
  it('may be meant to be apart, or be an event', async () => {
    const { found, get } = await startWatchedApplication(shop);

    for (const path of ['/apart', '/root', '/event']) {
      await repeat(10, () => get(path));
    }

    expect(found()).toEqual([]);
  });

  it('may be that of a timer', async () => {
    const { found, get } = await startWatchedApplication({
      imports: [ScheduleModule.forRoot()],
      controllers: [PolledController],
      providers: [Poller],
    });

    await repeat(20, () => get('/'));

    expect(found()).toEqual([]);
  });

  it('may run beside several requests, of which none can be named', async () => {
    const { found, get } = await startWatchedApplication(shop);

    const other = get('/held');
    await waitFor('the other request', () => StockController.held.length > 0);
    await repeat(10, () => get('/queued'));
    StockController.held.forEach((release) => release());
    await other;

    expect(found()).toEqual([]);
  });
});

const REDIS = Symbol('redis');

@Controller()
class RedisController {
  readonly #queue = new BootQueue();

  constructor(@Inject(REDIS) private readonly redis: Redis) {}

  @Get()
  ping() {
    return this.#queue.run(() => this.redis.get('nestjs-tracing:advice'));
  }
}

describeWith('redis', 'a command without a parent', () => {
  it('is told of although it has no span', async () => {
    const redis = new Redis(serverUrl('redis'));
    const { app, found, get } = await startWatchedApplication(
      { controllers: [RedisController], providers: [{ provide: REDIS, useValue: redis }] },
      { instrumentations: { http: false, undici: false, ioredis: true } },
    );

    await waitFor('the finding', async () => {
      await get('/');
      return contextLost(found).length > 0;
    });
    await redis.quit();

    expect(contextLost(found).map(({ message }) => message)).toEqual([
      expect.stringMatching(
        /^"get" has no span for want of a parent, although it belongs to "GET \/": it ran in each of/,
      ),
    ]);
    expect(app.get(TracingService).finishedSpans()).not.toContainEqual(
      expect.objectContaining({ kind: SpanKind.CLIENT }),
    );
  });
});

async function repeat(times: number, work: () => Promise<unknown>): Promise<void> {
  for (let time = 0; time < times; time += 1) {
    await work();
  }
}

import { AsyncLocalStorage } from 'node:async_hooks';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { Catch, Controller, Get, Injectable } from '@nestjs/common';
import type { ArgumentsHost, ExceptionFilter } from '@nestjs/common';
import { APP_FILTER, HttpAdapterHost } from '@nestjs/core';
import { trace } from '@opentelemetry/api';
import { ClsModule, ClsService, ClsServiceManager, UseCls } from 'nestjs-cls';
import type { ClsModuleOptions } from 'nestjs-cls';
import { firstValueFrom, map } from 'rxjs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Span, TracedHttpService } from '../../lib/index.js';
import { platforms } from '../inbound/support/platforms.js';
import { startLoopbackServer } from '../support/loopback-server.js';
import type { LoopbackServer } from '../support/loopback-server.js';
import { tree } from '../support/span-tree.js';
import { startTracedApplication } from '../support/traced-application.js';
import type { TracedApplication } from '../support/traced-application.js';

/** What each part of the application read from the store, and the trace it was in. */
let seen: Record<string, unknown> = {};
let backend: LoopbackServer;

const own = new AsyncLocalStorage<string>();

function see(part: string): void {
  const cls = ClsServiceManager.getClsService();
  seen[part] = cls.isActive() ? cls.get('user') : 'no store';
  seen[`${part}, trace`] = trace.getActiveSpan()?.spanContext().traceId;
}

@Injectable()
class OrdersService {
  constructor(
    private readonly cls: ClsService,
    private readonly http: TracedHttpService,
  ) {}

  @Span('read')
  async read(): Promise<string> {
    see('method');
    await nextTurn();
    see('method, later');
    await firstValueFrom(
      this.http.get(backend.url).pipe(
        map(() => {
          see('callback');
        }),
      ),
    );
    return this.cls.run({ ifNested: 'inherit' }, () => this.readInner());
  }

  @Span('read inner')
  async readInner(): Promise<string> {
    await nextTurn();
    see('nested store');
    return own.run('mine', async () => {
      await nextTurn();
      return String(own.getStore());
    });
  }

  @UseCls({ setup: (cls) => cls.set('user', 'nobody') })
  @Span('work')
  async work(): Promise<void> {
    await nextTurn();
    see('work');
  }
}

@Controller('orders')
class OrdersController {
  constructor(private readonly orders: OrdersService) {}

  @Get('broken')
  async fail(): Promise<never> {
    await nextTurn();
    throw new RangeError('too far');
  }

  @Get(':id')
  async find(): Promise<string> {
    see('handler');
    return this.orders.read();
  }
}

@Catch()
class EveryFilter implements ExceptionFilter {
  constructor(private readonly host: HttpAdapterHost) {}

  catch(_: unknown, host: ArgumentsHost): void {
    see('filter');
    this.host.httpAdapter.reply(host.switchToHttp().getResponse(), 'sorry', 500);
  }
}

const setup = (cls: ClsService) => cls.set('user', 'Ada');
const mounts: [mount: string, options: ClsModuleOptions, inFilter: string][] = [
  ['as a middleware', { global: true, middleware: { mount: true, setup } }, 'Ada'],
  ['as a guard', { global: true, guard: { mount: true, setup } }, 'Ada'],
  // Filters run when the interceptors are done, and with them their store, traced or not.
  ['as an interceptor', { global: true, interceptor: { mount: true, setup } }, 'no store'],
];

beforeAll(async () => {
  backend = await startLoopbackServer();
});

afterAll(() => backend.close());

describe.each(platforms)('nestjs-cls on %s', (_, makeAdapter) => {
  describe.each(mounts)('mounted %s', (_mount, options, inFilter) => {
    let traced: TracedApplication;

    beforeAll(async () => {
      traced = await startTracedApplication(
        {
          imports: [ClsModule.forRoot(options)],
          controllers: [OrdersController],
          providers: [OrdersService, { provide: APP_FILTER, useClass: EveryFilter }],
        },
        {},
        { adapter: makeAdapter() },
      );
    });

    beforeEach(() => {
      seen = {};
      traced.reset();
    });

    afterAll(() => traced.close());

    it('has its store wherever the trace goes, and the trace wherever the store does', async () => {
      const answer = await (await fetch(`${traced.url}/orders/7`)).text();

      expect(answer).toBe('mine');
      expect(await traced.treeOf(5)).toBe(
        tree(`
          SERVER GET /orders/:id
            OrdersController.find
              read
                CLIENT GET
                read inner
        `),
      );
      const { traceId } = (await traced.span('read')).spanContext();
      const parts = ['handler', 'method', 'method, later', 'callback', 'nested store'];
      expect(seen).toEqual(
        Object.fromEntries(
          parts.flatMap((part) => [
            [part, 'Ada'],
            [`${part}, trace`, traceId],
          ]),
        ),
      );
    });

    it('has in an exception filter the store it has there untraced', async () => {
      await fetch(`${traced.url}/orders/broken`);

      const { traceId } = (await traced.span('GET /orders/broken')).spanContext();
      expect(seen).toEqual({ filter: inFilter, 'filter, trace': traceId });
    });

    it('opens a store around a traced method', async () => {
      await traced.app.get(OrdersService).work();

      const { traceId } = (await traced.span('work')).spanContext();
      expect(seen).toEqual({ work: 'nobody', 'work, trace': traceId });
    });
  });
});

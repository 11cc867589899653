import { createRequire } from 'node:module';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { Controller, Get, Injectable, UseGuards } from '@nestjs/common';
import type { CanActivate } from '@nestjs/common';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Span, TracingModule } from '../../../lib/index.js';
import { platforms } from '../../inbound/support/platforms.js';
import { tree } from '../../support/span-tree.js';
import { startTracedApplication } from '../../support/traced-application.js';
import type { TracedApplication } from '../../support/traced-application.js';

const instrumentations = { http: false, undici: false, 'nestjs-core': true } as const;

// For another provider, as an application of this process that has come before.
TracingModule.forRoot({ exporter: 'none', instrumentations });
// As an application in CommonJS loads it, so that the hook for require patches it.
createRequire(import.meta.url)('@nestjs/core');

@Injectable()
class OpenGuard implements CanActivate {
  canActivate(): boolean {
    return true;
  }
}

@Injectable()
class OrdersService {
  @Span('read')
  async read(): Promise<string> {
    await nextTurn();
    return 'tea';
  }
}

@UseGuards(OpenGuard)
@Controller('orders')
class OrdersController {
  constructor(private readonly orders: OrdersService) {}

  @Get(':id')
  find(): Promise<string> {
    return this.orders.read();
  }

  @Get(':id/fail')
  fail(): never {
    throw new Error('no tea');
  }
}

describe.each(platforms)('nestjs-core asked for, on %s', (_, makeAdapter) => {
  let traced: TracedApplication;

  beforeAll(async () => {
    traced = await startTracedApplication(
      { controllers: [OrdersController], providers: [OrdersService] },
      { instrumentations, layers: 'all' },
      { adapter: makeAdapter() },
    );
  });
  afterAll(() => traced.close());

  it('has no span for the start', () => {
    expect(traced.spans()).toEqual([]);
  });

  describe('for a request', () => {
    beforeEach(() => traced.reset());

    it('has its span for the handler in place of ours', async () => {
      await (await fetch(`${traced.url}/orders/7`)).text();

      expect(await traced.treeOf(5)).toBe(
        tree(`
          SERVER GET /orders/:id
            OrdersController.find
              OpenGuard.canActivate
              find
                read
        `),
      );
    });

    it('records an error once, on the span it leaves first', async () => {
      await (await fetch(`${traced.url}/orders/7/fail`)).text();
      await traced.treeOf(4);

      const recorded = traced.spans().filter(({ events }) => events.length > 0);
      expect(recorded.map(({ name, events }) => [name, events.length])).toEqual([['fail', 1]]);
    });
  });
});

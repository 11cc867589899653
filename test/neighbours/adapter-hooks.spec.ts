import type { ServerResponse } from 'node:http';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { Controller, Get } from '@nestjs/common';
import type { INestApplication } from '@nestjs/common';
import type { AbstractHttpAdapter } from '@nestjs/core';
import { trace } from '@opentelemetry/api';
import { afterEach, describe, expect, it } from 'vitest';
import { platforms } from '../inbound/support/platforms.js';
import { tree } from '../support/span-tree.js';
import { startTracedApplication } from '../support/traced-application.js';
import type { TracedApplication } from '../support/traced-application.js';

@Controller('orders')
class OrdersController {
  @Get(':id')
  find(): string {
    return 'found';
  }
}

type Done = (error?: Error) => void;
type RequestHook = (request: unknown, response: unknown, done: Done) => unknown;
type Adapter = AbstractHttpAdapter & { onRequestHook?: RequestHook };

const request = tree(`
  SERVER GET /orders/:id
    OrdersController.find
`);

const orders: [order: string, early: boolean][] = [
  ['set on the adapter that create() is given', true],
  ['set on the adapter of the application', false],
];

let called: string[] = [];
let traced: TracedApplication;

const note = (hook: string) =>
  called.push(`${hook}, ${trace.getActiveSpan() === undefined ? 'outside' : 'inside'}`);

afterEach(async () => {
  called = [];
  await traced.close();
});

describe.each(platforms)('a hook of the user on %s', (platform, make) => {
  // Fastify has found the route before it runs the hook.
  const stopped = platform === 'Fastify' ? 'SERVER GET /orders/:id' : 'SERVER GET';

  describe.each(orders)('%s', (_order, early) => {
    const start = async (set: (adapter: Adapter) => void) => {
      const adapter = make();
      const prepare = (app: INestApplication) => set(app.getHttpAdapter() as Adapter);
      if (early) {
        set(adapter);
      }
      const making = early ? { adapter } : { adapter, prepare };
      traced = await startTracedApplication({ controllers: [OrdersController] }, {}, making);
    };
    const ask = () => fetch(`${traced.url}/orders/7`);

    it('hears of the end of a request while its span is open', async () => {
      let isRecording: boolean | undefined;
      await start((adapter) =>
        adapter.setOnResponseHook((_request: unknown, _response: unknown, done?: Done) => {
          note('response');
          isRecording = trace.getActiveSpan()?.isRecording();
          done?.();
        }),
      );

      await ask();

      expect(await traced.treeOf(2)).toBe(request);
      expect(called).toEqual(['response, inside']);
      expect(isRecording).toBe(true);
    });

    it('may let a request through later', async () => {
      await start((adapter) =>
        adapter.setOnRequestHook(async (_request: unknown, _response: unknown, done: Done) => {
          await nextTurn();
          note('request');
          done();
        }),
      );

      expect(await (await ask()).text()).toBe('found');
      expect(await traced.treeOf(2)).toBe(request);
      expect(called).toEqual(['request, inside']);
    });

    it('may answer by itself, and never let the request through', async () => {
      await start((adapter) =>
        adapter.setOnRequestHook((_request: unknown, response: { raw?: ServerResponse }) => {
          const raw = response.raw ?? (response as ServerResponse);
          raw.writeHead(418).end('tea');
        }),
      );

      expect((await ask()).status).toBe(418);
      expect(await traced.treeOf(1)).toBe(stopped);
      expect(traced.spans()[0]?.attributes['http.response.status_code']).toBe(418);
    });

    it.each([
      [
        'throws',
        () => {
          throw new RangeError('not now');
        },
      ],
      [
        'rejects',
        async () => {
          await nextTurn();
          throw new RangeError('not now');
        },
      ],
    ])('that %s fails the request, whose span ends', async (_failing, hook) => {
      await start((adapter) => adapter.setOnRequestHook(hook));

      expect((await ask()).status).toBe(500);
      expect(await traced.treeOf(1)).toBe(stopped);
      expect(traced.spans()[0]?.attributes['http.response.status_code']).toBe(500);
    });
  });

  // Whoever chains as we do takes our hook for the one of a user, and would call it without end.
  it('may call whatever stood in the slot before it', async () => {
    const chain = (name: string, adapter: Adapter) => {
      const { onRequestHook: before } = adapter;
      adapter.setOnRequestHook(async (req: unknown, res: unknown, done: Done) => {
        await nextTurn();
        note(`request ${name}`);
        return before ? before.call(adapter, req, res, done) : done();
      });
      const routeBefore = adapter.getOnRouteTriggered();
      adapter.setOnRouteTriggered((method, route) => {
        note(`route ${name}`);
        routeBefore?.(method, route);
      });
    };
    const adapter = make() as Adapter;
    chain('A', adapter);
    const prepare = (app: INestApplication) => {
      chain('B', app.getHttpAdapter() as Adapter);
      chain('C', app.getHttpAdapter() as Adapter);
    };
    traced = await startTracedApplication(
      { controllers: [OrdersController] },
      {},
      { adapter, prepare },
    );

    expect(await (await fetch(`${traced.url}/orders/7`)).text()).toBe('found');
    expect(await traced.treeOf(2)).toBe(request);
    expect(called).toEqual(
      ['request', 'route'].flatMap((hook) =>
        ['C', 'B', 'A'].map((one) => `${hook} ${one}, inside`),
      ),
    );
  });

  it('is called for routes that were made before it was set', async () => {
    traced = await startTracedApplication(
      { controllers: [OrdersController] },
      {},
      { adapter: make() },
    );
    const adapter = traced.app.getHttpAdapter() as Adapter;
    const before = adapter.getOnRouteTriggered();
    adapter.setOnRouteTriggered((method, route) => {
      note('route');
      before?.(method, route);
    });

    await fetch(`${traced.url}/orders/7`);

    expect(await traced.treeOf(2)).toBe(request);
    expect(called).toEqual(['route, inside']);
  });
});

import { Controller, Get, RequestMethod } from '@nestjs/common';
import type { CanActivate, ExceptionFilter, INestApplication } from '@nestjs/common';
import type { AbstractHttpAdapter } from '@nestjs/core';
import { SpanKind, trace } from '@opentelemetry/api';
import { afterEach, describe, expect, it } from 'vitest';
import { tree } from '../support/span-tree.js';
import { startTracedApplication } from '../support/traced-application.js';
import type { TracedApplication } from '../support/traced-application.js';
import { waitFor } from '../support/wait-for.js';
import { platforms } from './support/platforms.js';

@Controller('orders')
class OrdersController {
  @Get(':id')
  find(): string {
    return 'found';
  }
}

let called: string[] = [];
let traced: TracedApplication;

afterEach(async () => {
  called = [];
  await traced.close();
});

const where = () => (trace.getActiveSpan() === undefined ? 'outside' : 'inside');

function setHooks(adapter: AbstractHttpAdapter): void {
  adapter.setOnRequestHook((_: unknown, __: unknown, done: () => void) => {
    called.push(`request, ${where()}`);
    done();
  });
  adapter.setOnRouteTriggered((method, route) => {
    called.push(`route ${RequestMethod[method]} ${route}`);
  });
}

const expected = ['request, inside', 'route GET /orders/:id'];
const request = tree(`
  SERVER GET /orders/:id
    OrdersController.find
`);

describe.each(platforms)('hooks of the user on %s', (_, make) => {
  it('are called when they were set before ours', async () => {
    const adapter = make();
    setHooks(adapter);
    traced = await startTracedApplication({ controllers: [OrdersController] }, {}, { adapter });

    await fetch(`${traced.url}/orders/7`);

    expect(await traced.treeOf(2)).toBe(request);
    expect(called).toEqual(expected);
  });

  it('are called when they are set after ours, and leave ours in place', async () => {
    const prepare = (app: INestApplication) =>
      setHooks(app.getHttpAdapter() as AbstractHttpAdapter);
    const making = { adapter: make(), prepare };
    traced = await startTracedApplication({ controllers: [OrdersController] }, {}, making);

    await fetch(`${traced.url}/orders/7`);

    expect(await traced.treeOf(2)).toBe(request);
    expect(called).toEqual(expected);
  });

  it('may refuse a request, which is traced all the same', async () => {
    const adapter = make();
    adapter.setOnRequestHook((_: unknown, __: unknown, done: (error: Error) => void) =>
      done(new Error('not now')),
    );
    traced = await startTracedApplication({ controllers: [OrdersController] }, {}, { adapter });

    const response = await fetch(`${traced.url}/orders/7`);

    expect(response.status).toBe(500);
    // Fastify knows the route by then, Express does not.
    const server = await waitFor('the SERVER span', () => traced.spans().at(0));
    expect(server.kind).toBe(SpanKind.SERVER);
    expect(server.attributes['http.response.status_code']).toBe(500);
  });
});

describe('what useGlobal...() was given as an instance', () => {
  it('runs inside the span of the request', async () => {
    const guard: CanActivate = {
      canActivate: () => {
        called.push(`guard, ${where()}`);
        throw new Error('broken');
      },
    };
    const filter: ExceptionFilter = {
      catch: (_, host) => {
        called.push(`filter, ${where()}`);
        host.switchToHttp().getResponse<{ end(text: string): void }>().end('kept');
      },
    };
    const prepare = (app: INestApplication) => app.useGlobalGuards(guard).useGlobalFilters(filter);
    traced = await startTracedApplication({ controllers: [OrdersController] }, {}, { prepare });

    await fetch(`${traced.url}/orders/7`);

    await traced.span('GET /orders/:id');
    expect(called).toEqual(['guard, inside', 'filter, inside']);
  });
});

import { VersioningType } from '@nestjs/common';
import type { INestApplication } from '@nestjs/common';
import { SpanKind, SpanStatusCode } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace-node';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { tree } from '../support/span-tree.js';
import { startTracedApplication } from '../support/traced-application.js';
import type { TracedApplication } from '../support/traced-application.js';
import { waitFor } from '../support/wait-for.js';
import { platforms } from './support/platforms.js';
import { SeeingModule, seen, shop } from './support/shop.js';

describe.each(platforms)('a request on %s', (_, adapter) => {
  let traced: TracedApplication;

  beforeAll(async () => {
    traced = await startTracedApplication(
      { ...shop, imports: [SeeingModule] },
      {},
      { adapter: adapter() },
    );
  });

  beforeEach(() => traced.reset());

  afterAll(() => traced.close());

  const serverSpan = () => waitFor('the SERVER span', () => traced.spans().find(isServer));
  const get = (path: string, init?: RequestInit) => fetch(`${traced.url}${path}`, init);

  it('has one SERVER span, named by the template of its route', async () => {
    await get('/purchases/7');

    expect(await traced.treeOf(3)).toBe(
      tree(`
        SERVER GET /purchases/:id
          OrdersController.find
          SeeingMiddleware.use
      `),
    );
  });

  it('says what was asked and answered in stable attributes', async () => {
    await get('/orders/7?page=2', { headers: { 'user-agent': 'test' } });

    expect((await serverSpan()).attributes).toEqual({
      'http.request.method': 'GET',
      'http.response.status_code': 200,
      'http.route': '/orders/:id',
      'url.scheme': 'http',
      'url.path': '/orders/7',
      'url.query': 'page=2',
      'network.protocol.version': '1.1',
      'server.address': '127.0.0.1',
      'server.port': Number(new URL(traced.url).port),
      'client.address': '127.0.0.1',
      'user_agent.original': 'test',
    });
  });

  it('is active in every part of Nest, as the same trace', async () => {
    await get('/seen/7');

    const { traceId } = (await serverSpan()).spanContext();
    const parts = ['middleware', 'guard', 'interceptor', 'pipe', 'handler', 'filter'];
    expect(seen).toEqual(Object.fromEntries(parts.map((part) => [part, traceId])));
  });

  it('has the answer of its filter decide, and the exception where it was thrown', async () => {
    const response = await get('/seen/7');
    await traced.treeOf(2);

    const server = await serverSpan();
    const handler = await traced.span('SeenController.handle');
    expect(response.status).toBe(200);
    expect(server.status.code).toBe(SpanStatusCode.UNSET);
    expect(server.events).toEqual([]);
    expect(handler.events.map(({ name }) => name)).toEqual(['exception']);
  });

  it('is named by its method alone where no route takes it', async () => {
    await get('/nowhere/7');

    const server = await serverSpan();
    expect(server.name).toBe('GET');
    expect(server.attributes).not.toHaveProperty(['http.route']);
    expect(server.attributes['http.response.status_code']).toBe(404);
    expect(server.status.code).toBe(SpanStatusCode.UNSET);
  });

  it('that a guard rejects has its span, and is no error', async () => {
    await get('/broken/forbidden');

    const server = await serverSpan();
    expect(server.name).toBe('GET /broken/forbidden');
    expect(server.attributes['http.response.status_code']).toBe(403);
    expect(server.status.code).toBe(SpanStatusCode.UNSET);
  });

  it('that is answered with a 4xx is no error', async () => {
    await get('/broken/declined');
    await traced.treeOf(3);

    const statuses = traced.spans().map(({ status }) => status.code);
    expect(new Set(statuses)).toEqual(new Set([SpanStatusCode.UNSET]));
    expect((await serverSpan()).attributes).not.toHaveProperty(['error.type']);
    const handler = await traced.span('BrokenController.decline');
    expect(handler.events).toHaveLength(1);
  });

  it('that is answered with a 5xx is an error, of the class that was thrown', async () => {
    await get('/broken/database');

    const server = await serverSpan();
    expect(server.status.code).toBe(SpanStatusCode.ERROR);
    expect(server.attributes['error.type']).toBe('DatabaseDown');
    expect(server.attributes['http.response.status_code']).toBe(500);
  });

  it('survives a string that is thrown', async () => {
    const response = await get('/broken/string');

    expect(response.status).toBe(500);
    expect((await serverSpan()).attributes['error.type']).toBe('string');
  });

  it('with a body that cannot be read is traced', async () => {
    const headers = { 'content-type': 'application/json' };
    const response = await get('/orders', { method: 'POST', headers, body: '{"open' });

    expect(response.status).toBe(400);
    expect((await serverSpan()).attributes).toMatchObject({
      'http.request.method': 'POST',
      'http.response.status_code': 400,
    });
  });

  it('reaches a controller made for it', async () => {
    await get('/scoped');

    expect(await traced.treeOf(3)).toBe(
      tree(`
        SERVER GET /scoped
          ScopedController.find
          SeeingMiddleware.use
      `),
    );
  });
});

describe.each(platforms)('a route on %s', (_, adapter) => {
  it('is named with its global prefix and version', async () => {
    const prepare = (app: INestApplication) => {
      app.setGlobalPrefix('api');
      app.enableVersioning({ type: VersioningType.URI, defaultVersion: '2' });
    };
    const traced = await startTracedApplication(shop, {}, { adapter: adapter(), prepare });

    await fetch(`${traced.url}/api/v2/orders/7/lines/8`);

    expect(await traced.treeOf(2)).toBe(
      tree(`
        SERVER GET /api/v2/orders/:id/lines/:line
          OrdersController.findLine
      `),
    );
    await traced.close();
  });
});

function isServer({ kind }: ReadableSpan): boolean {
  return kind === SpanKind.SERVER;
}

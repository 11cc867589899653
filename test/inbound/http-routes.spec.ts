import { Controller, Get, Module, Version, VersioningType } from '@nestjs/common';
import type { INestApplication, VersioningOptions } from '@nestjs/common';
import { RouterModule } from '@nestjs/core';
import { SpanKind } from '@opentelemetry/api';
import type { Express } from 'express';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startTracedApplication } from '../support/traced-application.js';
import type { TracedApplication } from '../support/traced-application.js';
import { waitFor } from '../support/wait-for.js';
import { platforms } from './support/platforms.js';

@Controller(['cats', 'dogs'])
class PetsController {
  @Get(['names', 'nicknames'])
  names(): string {
    return 'names';
  }

  @Get('photos/*')
  photo(): string {
    return 'photo';
  }

  @Get(':id')
  find(): string {
    return 'pet';
  }
}

@Controller({ host: 'admin.test', path: 'settings' })
class AdminController {
  @Get(':key')
  read(): string {
    return 'settings';
  }
}

@Controller('items')
class ItemsController {
  @Get(':id')
  findNested(): string {
    return 'item';
  }
}

@Module({ controllers: [ItemsController] })
class ItemsModule {}

@Controller('health')
class HealthController {
  @Get()
  check(): string {
    return 'ok';
  }
}

@Controller('reports')
class ReportsController {
  @Get(':id')
  @Version('1')
  first(): string {
    return 'first';
  }

  @Get(':id')
  @Version('2')
  second(): string {
    return 'second';
  }
}

const animals = {
  controllers: [PetsController, AdminController, HealthController],
  imports: [ItemsModule, RouterModule.register([{ path: 'shops/:shop', module: ItemsModule }])],
};

let traced: TracedApplication;

/** What its SERVER span says of a request: the name, and the status. */
async function seen(path: string, init: RequestInit & { host?: string } = {}): Promise<string> {
  traced.reset();
  await (await fetch(`${traced.url}${path}`, init)).text();
  return serverSpan();
}

async function serverSpan(): Promise<string> {
  const server = await waitFor('the SERVER span', () =>
    traced.spans().find(({ kind }) => kind === SpanKind.SERVER),
  );
  expect(server.attributes['http.route']).toBe(server.name.split(' ')[1]);
  return `${server.name} ${String(server.attributes['http.response.status_code'])}`;
}

describe.each(platforms)('the span of a request on %s is named', (_, makeAdapter) => {
  beforeAll(async () => {
    traced = await startTracedApplication(animals, {}, { adapter: makeAdapter() });
  });

  afterAll(() => traced.close());

  it.each([
    ['by each prefix of a controller', '/dogs/7', 'GET /dogs/:id 200'],
    ['by each path of a handler', '/cats/nicknames', 'GET /cats/nicknames 200'],
    ['by a wildcard, not by what it matched', '/cats/photos/a/b.png', 'GET /cats/photos/* 200'],
    ['by the path of its module', '/shops/3/items/4', 'GET /shops/:shop/items/:id 200'],
    ['whatever its query says', '/cats/7?name=/dogs/8', 'GET /cats/:id 200'],
    ['by its method alone where nothing is there', '/nowhere/7', 'GET 404'],
  ])('%s', async (_, path, expected) => {
    expect(await seen(path)).toBe(expected);
  });

  it('by HEAD where it asks for the head alone', async () => {
    expect(await seen('/cats/7', { method: 'HEAD' })).toBe('HEAD /cats/:id 200');
  });

  it('by its method alone where the method has no route', async () => {
    expect(await seen('/health', { method: 'DELETE' })).toBe('DELETE 404');
  });
});

const versionings: [
  name: string,
  VersioningOptions,
  path: string,
  headers: Record<string, string>,
][] = [
  ['URI', { type: VersioningType.URI }, '/v2/reports/7', {}],
  ['a header', { type: VersioningType.HEADER, header: 'x-v' }, '/reports/7', { 'x-v': '2' }],
  [
    'a media type',
    { type: VersioningType.MEDIA_TYPE, key: 'v=' },
    '/reports/7',
    { accept: 'application/json;v=2' },
  ],
  ['a function', { type: VersioningType.CUSTOM, extractor: () => '2' }, '/reports/7', {}],
];

describe.each(platforms)('a version on %s', (_, makeAdapter) => {
  afterEach(() => traced.close());

  it.each(versionings)('by %s is part of the name as far as of the path', async (...row) => {
    const [, versioning, path, headers] = row;
    const prepare = (app: INestApplication) => app.enableVersioning(versioning);
    traced = await startTracedApplication(
      { controllers: [ReportsController] },
      {},
      { adapter: makeAdapter(), prepare },
    );

    expect(await seen(path, { headers })).toBe(`GET ${path.replace('7', ':id')} 200`);
    expect(traced.spans().map(({ name }) => name)).toContain('ReportsController.second');
  });
});

describe.each(platforms)('a global prefix on %s', (_, makeAdapter) => {
  beforeAll(async () => {
    const prepare = (app: INestApplication) => app.setGlobalPrefix('api', { exclude: ['health'] });
    traced = await startTracedApplication(animals, {}, { adapter: makeAdapter(), prepare });
  });

  afterAll(() => traced.close());

  it('is part of the name', async () => {
    expect(await seen('/api/cats/7')).toBe('GET /api/cats/:id 200');
  });

  it('is not part of the name of a route that is excluded from it', async () => {
    expect(await seen('/health')).toBe('GET /health 200');
  });
});

describe.each(platforms)('what is no route of Nest, on %s', (_, makeAdapter) => {
  beforeAll(async () => {
    const prepare = (app: INestApplication) => {
      app.enableCors();
      app.getHttpAdapter().get('/raw/:id', (_request: unknown, response: Sendable) => {
        response.send('raw');
      });
    };
    traced = await startTracedApplication(animals, {}, { adapter: makeAdapter(), prepare });
  });

  afterAll(() => traced.close());

  it('is named by its route when it was given to the adapter', async () => {
    expect(await seen('/raw/7')).toBe('GET /raw/:id 200');
  });

  it('is named by its method alone when it is a preflight', async () => {
    const headers = { origin: 'http://a.test', 'access-control-request-method': 'PUT' };

    expect(await seen('/cats/7', { method: 'OPTIONS', headers })).toBe('OPTIONS 204');
  });

  it.each([
    ['cannot be read', '{"open', 400],
    ['is too large', JSON.stringify({ text: 'x'.repeat(2_000_000) }), 413],
  ])('is traced when its body %s', async (_, body, status) => {
    const headers = { 'content-type': 'application/json' };

    expect(await seen('/nowhere', { method: 'POST', headers, body })).toBe(`POST ${status}`);
  });
});

describe('a controller of one host', () => {
  afterEach(() => traced.close());

  it('names the span', async () => {
    traced = await startTracedApplication(animals);
    const { get } = await import('node:http');

    await new Promise((resolve) => {
      const headers = { host: 'admin.test' };
      get(`${traced.url}/settings/7`, { headers }, (response) => {
        response.resume().on('end', resolve);
      });
    });

    expect(await serverSpan()).toBe('GET /settings/:key 200');
  });
});

/** What a plugin gets, of which only this is needed here. */
interface FastifyLike {
  get(path: string, handler: () => Promise<string>): unknown;
}

interface Sendable {
  send(text: string): void;
}

describe('what is mounted in Express', () => {
  beforeAll(async () => {
    // An application of Express is a router as well.
    const router = new ExpressAdapter().getInstance<Express>();
    router.get('/', (_request, response) => void response.send('list'));
    router.get('/items/:id', async (_request, response) => {
      await Promise.resolve();
      response.send('item');
    });
    router.get(/^\/code-\d+$/, (_request, response) => void response.send('code'));
    const nested = new ExpressAdapter().getInstance<Express>();
    nested.use('/deep', router);
    const adapter = new ExpressAdapter();
    const prepare = (app: INestApplication) => {
      app.use('/sub', nested);
      app.use('/files', router);
      app.use('/node', (_request: IncomingMessage, response: ServerResponse) => response.end('n'));
      app.use('/:tenant/many', router);
    };
    traced = await startTracedApplication(animals, {}, { adapter, prepare });
  });

  afterAll(() => traced.close());

  it.each([
    ['a router', '/files/items/7', 'GET /files/items/:id 200'],
    ['a router asked for its root', '/files', 'GET /files 200'],
    ['a router in an application', '/sub/deep/items/7', 'GET /sub/deep/items/:id 200'],
    ['a route that is a RegExp', '/files/code-7', 'GET /files/^\\/code-\\d+$/ 200'],
    ['a handler of Node', '/node/7', 'GET 200'],
    ['an application without that route', '/sub/deep/nowhere', 'GET 404'],
  ])('names the span where it has a route: %s', async (_, path, expected) => {
    expect(await seen(path)).toBe(expected);
  });
});

describe('a plugin of Fastify', () => {
  afterEach(() => traced.close());

  it('names the span by its own route', async () => {
    const prepare = (app: INestApplication) =>
      void (app as NestFastifyApplication).register(
        async (instance: FastifyLike) => void instance.get('/reports/:id', async () => 'report'),
        { prefix: '/plugin' },
      );
    traced = await startTracedApplication(animals, {}, { adapter: new FastifyAdapter(), prepare });

    expect(await seen('/plugin/reports/7')).toBe('GET /plugin/reports/:id 200');
  });
});

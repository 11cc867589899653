import { ApolloDriver } from '@nestjs/apollo';
import type { ApolloDriverConfig } from '@nestjs/apollo';
import { Controller, Get, Module } from '@nestjs/common';
import type { INestApplication } from '@nestjs/common';
import { HttpAdapterHost, ModuleRef, NestFactory } from '@nestjs/core';
import { GraphQLModule } from '@nestjs/graphql';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { SpanKind, SpanStatusCode } from '@opentelemetry/api';
import type { FastifyInstance } from 'fastify';
import { createHash } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import { tree } from '../../support/span-tree.js';
import { startTracedApplication } from '../../support/traced-application.js';
import { DatabaseDown, ordersApi } from './support/orders.js';
import { apollo, graphqlServers, mercurius } from './support/servers.js';
import { startGraphql } from './support/start-graphql.js';
import type { SentOperation, TracedGraphql } from './support/start-graphql.js';

const closing: { close(): Promise<unknown> }[] = [];

afterEach(() => Promise.all(closing.splice(0).map((one) => one.close())));

async function start(...args: Parameters<typeof startGraphql>): Promise<TracedGraphql> {
  const traced = await startGraphql(...args);
  closing.push(traced);
  return traced;
}

describe.each(graphqlServers)('%s', (_, { makeAdapter, makeModule }) => {
  const operations: (string | SentOperation | SentOperation[])[] = [
    '{ orders { id customer } }',
    '{ broken declined unknown text forbidden guarded misshapen }',
    '{ orders "',
    '{ nothing }',
    '',
    {
      query: 'query($limit: Float) { order(id: 1, limit: $limit) { id } }',
      variables: { limit: 'x' },
    },
    [{ query: '{ orders { id } }' }, { query: '{ nothing }' }],
  ];

  it('answers as it does without tracing', async () => {
    const traced = await start(makeModule(), makeAdapter());
    const untraced = await start(makeModule(), makeAdapter(), { enabled: false });

    for (const operation of operations) {
      expect(await traced.ask(operation)).toEqual(await untraced.ask(operation));
    }
  });
});

describe('Apollo Server', () => {
  it('keeps the plugins it was given, and the object they were given in', async () => {
    const seen: unknown[] = [];
    const plugin = {
      requestDidStart: async ({ request }: { request: { operationName?: string } }) => {
        seen.push(request.operationName);
      },
    };
    const config: ApolloDriverConfig = {
      driver: ApolloDriver,
      autoSchemaFile: true,
      plugins: [plugin],
    };
    const traced = await start(GraphQLModule.forRoot(config), new ExpressAdapter());

    await traced.ask({ query: 'query Shelf { orders { id } }', operationName: 'Shelf' });

    expect(seen).toEqual(['Shelf']);
    expect(config.plugins).toEqual([plugin]);
    expect(await traced.treeOf(3)).toContain('SERVER POST /graphql');
  });

  it('is traced with forRootAsync(), at whatever path', async () => {
    const module = GraphQLModule.forRootAsync<ApolloDriverConfig>({
      driver: ApolloDriver,
      useFactory: async () => ({ autoSchemaFile: true, path: '/api/orders' }),
    });
    const traced = await start(module, new ExpressAdapter());

    await fetch(`${traced.url}/api/orders`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: '{ spanIdOfRequest }' }),
    });

    const { attributes } = await traced.span('POST /api/orders');
    expect(attributes['graphql.operation.type']).toBe('query');
  });

  it('tells of an operation that comes as a hash of what was sent before', async () => {
    const traced = await start(apollo(), new ExpressAdapter(), { graphql: { document: 'masked' } });
    const query = 'query Shelf { orders { id } }';
    const sha256Hash = createHash('sha256').update(query).digest('hex');
    const extensions = { persistedQuery: { version: 1, sha256Hash } };
    await traced.ask({ extensions });
    await traced.ask({ query, extensions });
    await traced.treeOf(4);
    const unknown = await traced.span('POST /graphql');
    traced.reset();

    await traced.ask({ extensions });

    expect(unknown.status.code).toBe(SpanStatusCode.UNSET);
    expect((await traced.span('POST /graphql')).attributes).toMatchObject({
      'graphql.operation.name': 'Shelf',
      'graphql.document': query,
    });
  });

  it('records an error of the context it cannot make', async () => {
    const context = () => {
      throw new DatabaseDown('no sessions');
    };
    const traced = await start(apollo({ context }), new ExpressAdapter());

    await traced.ask('{ orders { id } }');

    const { attributes, events, status } = await traced.span('POST /graphql');
    expect(status.code).toBe(SpanStatusCode.ERROR);
    expect(attributes['error.type']).toBe('DatabaseDown');
    expect(events.map((event) => event.attributes?.['exception.message'])).toEqual(['no sessions']);
  });

  it('leaves a request alone that runs an operation itself', async () => {
    @Controller('report')
    class ReportController {
      constructor(private readonly modules: ModuleRef) {}

      @Get()
      async read(): Promise<unknown> {
        const { graphQlAdapter } = this.modules.get<GraphQLModule<ApolloDriver>>(GraphQLModule, {
          strict: false,
        });
        const { body } = await graphQlAdapter.instance.executeOperation({
          query: 'query Inner { orders { id } }',
        });
        return body;
      }
    }
    const traced = await startTracedApplication({
      ...ordersApi,
      controllers: [ReportController],
      imports: [apollo()],
    });
    closing.push(traced);

    await fetch(`${traced.url}/report`);

    expect(await traced.treeOf(4)).toBe(
      tree(`
        SERVER GET /report
          ReportController.read
            OrdersResolver.orders
              OrdersRepository.read
      `),
    );
    expect((await traced.span('GET /report')).attributes).not.toHaveProperty([
      'graphql.operation.type',
    ]);
  });

  it('is left alone in an application of the same process that is not traced', async () => {
    const traced = await start(apollo(), new ExpressAdapter());
    class Untraced {}
    Module({ ...ordersApi, imports: [apollo()] })(Untraced);
    const app: INestApplication = await NestFactory.create(Untraced, { logger: false });
    closing.push(app);
    await app.listen(0, '127.0.0.1');

    await fetch(`${await app.getUrl()}/graphql?query={spanIdOfRequest}`, {
      headers: { 'apollo-require-preflight': 'yes' },
    });

    expect(traced.spans()).toEqual([]);
  });
});

describe('Mercurius', () => {
  it('keeps the hooks it was given', async () => {
    const seen: string[] = [];
    const hook = (name: string) => async () => void seen.push(name);
    const traced = await start(
      mercurius({
        hooks: { preExecution: [hook('one'), hook('two')], onResolution: hook('three') },
      }),
      new FastifyAdapter(),
    );

    await traced.ask('{ orders { id } }');

    expect(seen).toEqual(['one', 'two', 'three']);
    const { attributes } = await traced.span('POST /graphql');
    expect(attributes['graphql.operation.type']).toBe('query');
  });

  it('keeps the error formatter it was given', async () => {
    const errorFormatter = () => ({ statusCode: 418, response: { data: null, errors: [] } });
    const traced = await start(mercurius({ errorFormatter }), new FastifyAdapter());

    const answer = await traced.ask('{ broken }');

    expect(answer.errors).toEqual([]);
    const { attributes } = await traced.span('POST /graphql');
    expect(attributes['error.type']).toBe('DatabaseDown');
    expect(attributes['http.response.status_code']).toBe(418);
  });

  it('keeps the error handler it was given', async () => {
    const errorHandler = (
      error: Error,
      _: unknown,
      reply: { code(status: number): { send(body: unknown): void } },
    ) => reply.code(422).send({ refused: error.message });
    const traced = await start(
      mercurius({ errorHandler: errorHandler as never }),
      new FastifyAdapter(),
    );

    expect(await traced.ask('{ nothing }')).toEqual({ refused: 'Graphql validation error' });
    const { attributes, events, status } = await traced.span('POST /graphql');
    expect(attributes['http.response.status_code']).toBe(422);
    expect(status.code).toBe(SpanStatusCode.UNSET);
    expect(events).toHaveLength(1);
  });

  it('leaves a request alone that runs an operation itself', async () => {
    @Controller('report')
    class ReportController {
      constructor(private readonly host: HttpAdapterHost) {}

      @Get()
      read(): Promise<unknown> {
        const fastify = this.host.httpAdapter.getInstance<FastifyInstance>();
        return fastify.graphql('query Inner { broken }');
      }
    }
    const traced = await startTracedApplication(
      { ...ordersApi, controllers: [ReportController], imports: [mercurius()] },
      {},
      { adapter: new FastifyAdapter() },
    );
    closing.push(traced);

    await fetch(`${traced.url}/report`);

    expect(await traced.treeOf(3)).toBe(
      tree(`
        SERVER GET /report
          ReportController.read
            FailingResolver.broken
      `),
    );
    const { attributes, status, kind } = await traced.span('GET /report');
    expect(kind).toBe(SpanKind.SERVER);
    expect(attributes).not.toHaveProperty(['graphql.operation.type']);
    expect(status.code).toBe(SpanStatusCode.UNSET);
  });
});

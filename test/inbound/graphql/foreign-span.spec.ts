import { createRequire } from 'node:module';
import { ExpressAdapter } from '@nestjs/platform-express';
import { SpanStatusCode } from '@opentelemetry/api';
import { HttpInstrumentation } from '@opentelemetry/instrumentation-http';
import {
  InMemorySpanExporter,
  NodeTracerProvider,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-node';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { spanTree, tree } from '../../support/span-tree.js';
import { waitFor } from '../../support/wait-for.js';
import { apollo } from './support/servers.js';
import { startGraphql } from './support/start-graphql.js';
import type { TracedGraphql } from './support/start-graphql.js';

const theirs = new InMemorySpanExporter();

// First of all, as users do who set up OpenTelemetry by themselves.
new NodeTracerProvider({ spanProcessors: [new SimpleSpanProcessor(theirs)] }).register();
const instrumentation = new HttpInstrumentation({ disableOutgoingRequestInstrumentation: true });
createRequire(import.meta.url)('node:http');

describe('an operation in a request that instrumentation-http has a SERVER span for', () => {
  let traced: TracedGraphql;

  beforeAll(async () => {
    traced = await startGraphql(apollo(), new ExpressAdapter());
  });

  beforeEach(() => theirs.reset());

  afterAll(async () => {
    await traced.close();
    instrumentation.disable();
  });

  const server = () =>
    waitFor('the SERVER span', () =>
      theirs.getFinishedSpans().find(({ name }) => name === 'POST /graphql'),
    );

  it('is told in that span', async () => {
    await traced.ask('query Shelf { orders { id } }');

    expect((await server()).attributes).toMatchObject({
      'http.route': '/graphql',
      'graphql.operation.type': 'query',
      'graphql.operation.name': 'Shelf',
    });
    expect(spanTree(theirs.getFinishedSpans())).toBe(
      tree(`
        SERVER POST /graphql
          OrdersResolver.orders
            OrdersRepository.read
      `),
    );
  });

  it('fails that span when it fails, though it is answered 200', async () => {
    await traced.ask('{ broken }');

    const { attributes, status } = await server();
    expect(status.code).toBe(SpanStatusCode.ERROR);
    expect(attributes['error.type']).toBe('DatabaseDown');
  });
});

import { createRequire } from 'node:module';
import { Controller, Get } from '@nestjs/common';
import { context } from '@opentelemetry/api';
import { getRPCMetadata } from '@opentelemetry/core';
import { HttpInstrumentation } from '@opentelemetry/instrumentation-http';
import {
  InMemorySpanExporter,
  NodeTracerProvider,
  ParentBasedSampler,
  SamplingDecision,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-node';
import type { Sampler } from '@opentelemetry/sdk-trace-node';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { spanTree, tree } from '../support/span-tree.js';
import { startTracedApplication } from '../support/traced-application.js';
import type { TracedApplication } from '../support/traced-application.js';
import { waitFor } from '../support/wait-for.js';

@Controller('orders')
class OrdersController {
  @Get('broken')
  fail(): never {
    throw new RangeError('too far');
  }

  @Get(':id')
  find(): string | undefined {
    // From here the instrumentation takes the route of its metrics.
    return getRPCMetadata(context.active())?.route;
  }
}

/** Decides on new traces as the test says, so that a second decision would be seen. */
const decisions: SamplingDecision[] = [];
const root: Sampler = {
  shouldSample: () => ({ decision: decisions.shift() ?? SamplingDecision.RECORD_AND_SAMPLED }),
  toString: () => 'as the test says',
};

const theirs = new InMemorySpanExporter();

// First of all, as users do who set up OpenTelemetry by themselves.
new NodeTracerProvider({
  sampler: new ParentBasedSampler({ root }),
  spanProcessors: [new SimpleSpanProcessor(theirs)],
}).register();
const instrumentation = new HttpInstrumentation({ disableOutgoingRequestInstrumentation: true });
createRequire(import.meta.url)('node:http');

describe('a request that instrumentation-http has a SERVER span for', () => {
  let traced: TracedApplication;

  beforeAll(async () => {
    traced = await startTracedApplication({ controllers: [OrdersController] });
  });

  beforeEach(() => theirs.reset());

  afterAll(async () => {
    await traced.close();
    instrumentation.disable();
  });

  it('gets no second one: theirs is told the route', async () => {
    const route = await (await fetch(`${traced.url}/orders/7`)).text();

    expect(route).toBe('/orders/:id');
    expect(await theirTree(2)).toBe(
      tree(`
        SERVER GET /orders/:id
          OrdersController.find
      `),
    );
    const server = theirs.getFinishedSpans().find(({ name }) => name === 'GET /orders/:id');
    expect(server?.instrumentationScope.name).toBe('@opentelemetry/instrumentation-http');
    expect(server?.attributes['http.route']).toBe('/orders/:id');
  });

  it('keeps the name that instrumentation gives where there is no route', async () => {
    await fetch(`${traced.url}/nowhere`);

    expect(await theirTree(1)).toBe('SERVER GET');
  });

  it('is not recorded by us when they decided not to', async () => {
    decisions.push(SamplingDecision.NOT_RECORD);

    await fetch(`${traced.url}/orders/7`);
    decisions.length = 0;
    await fetch(`${traced.url}/orders/broken`);

    expect(await theirTree(2)).toBe(
      tree(`
        SERVER GET /orders/broken
          OrdersController.fail
      `),
    );
  });
});

async function theirTree(count: number): Promise<string> {
  await waitFor(`${count} spans`, () => theirs.getFinishedSpans().length >= count);
  return spanTree(theirs.getFinishedSpans());
}

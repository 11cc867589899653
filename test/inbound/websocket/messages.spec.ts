import { SpanStatusCode } from '@opentelemetry/api';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { tree } from '../../support/span-tree.js';
import { startTracedApplication } from '../../support/traced-application.js';
import type { TracedApplication } from '../../support/traced-application.js';
import { platforms } from './support/clients.js';
import type { GatewayClient } from './support/clients.js';
import { makeOrdersGateway, scoped, seen } from './support/orders-gateway.js';

describe.each(platforms)('a message to a gateway, on %s', (_, platform) => {
  let traced: TracedApplication;
  let client: GatewayClient;

  beforeAll(async () => {
    const providers = [makeOrdersGateway(), ...scoped.providers];
    traced = await startTracedApplication({ providers }, { layers: false }, platform);
  });

  beforeEach(async () => {
    traced.reset();
    client = await platform.connect(traced.url);
  });

  afterEach(() => client.close());

  afterAll(() => traced.close());

  it('has one span, named by its pattern, with its work below', async () => {
    client.send('orders.place', { sku: 'tea' });
    await client.receive(1);

    expect(await traced.treeOf(2)).toBe(
      tree(`
        SERVER orders.place
          work
      `),
    );
    const { attributes, links, parentSpanContext } = await traced.span('orders.place');
    expect(attributes).toEqual({
      'rpc.system.name': 'nestjs',
      'rpc.method': 'orders.place',
      'network.protocol.name': platform.protocol,
    });
    expect([links, parentSpanContext]).toEqual([[], undefined]);
  });

  it('has one without an answer too', async () => {
    client.send('orders.note', 'by the way');

    expect(await traced.treeOf(1)).toBe('SERVER orders.note');
  });

  it('is a trace of its own, as the next one on the same connection is', async () => {
    client.send('orders.place', 1);
    client.send('orders.place', 2);

    await traced.treeOf(4);
    const traceIds = traced.spans().map((span) => span.spanContext().traceId);
    expect(new Set(traceIds).size).toBe(2);
  });

  it('ends with the last value of an Observable, whose work is below it', async () => {
    client.send('orders.list');
    await client.receive(3);

    expect(await traced.treeOf(2)).toBe(
      tree(`
        SERVER orders.list
          page
      `),
    );
  });

  it('is seen by guard, interceptor, pipe, handler and filter', async () => {
    client.send('orders.see');

    const server = await traced.span('orders.see');
    const { spanId } = server.spanContext();
    const { guard, interceptor, pipe, handler, filter } = seen;
    expect({ guard, interceptor, pipe, handler, filter }).toEqual({
      guard: spanId,
      interceptor: spanId,
      pipe: spanId,
      handler: spanId,
      filter: spanId,
    });
  });

  it('reaches a gateway made for each client', async () => {
    client.send('scoped.find');
    await client.receive(1);

    expect(await traced.treeOf(1)).toBe('SERVER scoped.find');
    expect(seen['scoped']).toBe(traced.spans()[0]?.spanContext().spanId);
  });

  it.each([
    ['orders.refuse', SpanStatusCode.UNSET, undefined, ['WsException']],
    ['orders.forbid', SpanStatusCode.UNSET, undefined, ['WsException']],
    ['orders.fail', SpanStatusCode.ERROR, 'DatabaseDown', ['DatabaseDown']],
    ['orders.fail-later', SpanStatusCode.ERROR, 'DatabaseDown', ['DatabaseDown']],
    ['orders.invalid', SpanStatusCode.ERROR, 'BadRequestException', ['BadRequestException']],
    ['orders.invalid-told', SpanStatusCode.UNSET, undefined, ['BadRequestException']],
    ['orders.translate', SpanStatusCode.UNSET, undefined, ['DatabaseDown']],
    ['orders.recover', SpanStatusCode.UNSET, undefined, []],
    ['orders.see', SpanStatusCode.ERROR, 'Teapot', ['Teapot']],
  ])('tells failures from answers: %s', async (event, code, errorType, exceptions) => {
    client.send(event);

    const { status, attributes, events } = await traced.span(event);
    expect([status.code, attributes['error.type']]).toEqual([code, errorType]);
    expect(events.map((one) => one.attributes?.['exception.type'])).toEqual(exceptions);
  });
});

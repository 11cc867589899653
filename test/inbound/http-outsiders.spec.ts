import { Controller, Get, Res } from '@nestjs/common';
import { SpanStatusCode, trace } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace-node';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Span } from '../../lib/index.js';
import { startTracedApplication } from '../support/traced-application.js';
import type { TracedApplication } from '../support/traced-application.js';

const password = 'hunter2secret';
const tokenUrl = `https://${password}:${password}@shop.example/cb?code=${password}#id_token=${password}`;

@Controller()
class OrdersController {
  @Get('orders')
  @Span('orders.list')
  list(): string {
    return 'none';
  }

  @Get('failing')
  fail(): never {
    throw new Error(`connect ECONNREFUSED postgres://shop:${password}@db:5432/orders`);
  }

  @Get('telling')
  tell(): string {
    const span = trace.getTracer('of the application').startSpan('telling');
    span.recordException(new Error(`Duplicate entry '${password}' for key 'users.email'`));
    span.setStatus({ code: SpanStatusCode.ERROR, message: `password=${password}` });
    span.end();
    return 'told';
  }

  @Get('moved')
  move(@Res() response: { redirect(url: string): void }): void {
    response.redirect(tokenUrl);
  }
}

let traced: TracedApplication;

beforeAll(async () => {
  traced = await startTracedApplication(
    { controllers: [OrdersController] },
    {
      baggage: { spanAttributes: ['tenant.id', '__proto__'] },
      redact: { keys: ['patient_id', /^x-ward/i] },
      spanLimits: { attributePerEventCountLimit: 2 },
      http: { captureHeaders: { request: ['referer', 'x-ward-token'], response: ['location'] } },
    },
  );
});
afterAll(() => traced.close());
beforeEach(() => traced.reset());

const ask = async (path: string, headers: Record<string, string> = {}): Promise<ReadableSpan> => {
  await fetch(`${traced.url}${path}`, { headers, redirect: 'manual' });
  return traced.serverSpan();
};

describe('baggage from outside', () => {
  it('is on the spans of the process where it was listed, and nowhere else', async () => {
    await ask('/orders', { baggage: 'tenant.id=t%207,user.id=4711,__proto__=x' });

    const attributes = traced.spans().map((span) => span.attributes);
    expect(attributes.length).toBeGreaterThan(1);
    expect(attributes.map((one) => one['tenant.id'])).toEqual(attributes.map(() => 't 7'));
    expect(JSON.stringify(attributes)).not.toContain('4711');
    expect(({} as Record<string, unknown>).x).toBeUndefined();
  });
});

describe('a request from outside', () => {
  it('fills no span by a header as long as Node takes it', async () => {
    const { attributes } = await ask('/orders', { 'user-agent': 'u'.repeat(12_000) });

    expect(attributes['user_agent.original']).toHaveLength(8_192);
  });

  it('names no span, by its path or its method', async () => {
    const { name } = await ask(`/orders/${password}`);

    expect(name).toBe('GET');
  });

  it('leaves none of its secrets, those of the application included', async () => {
    const { attributes } = await ask(`/orders?patient_id=${password}&token=${password}&page=2`, {
      referer: tokenUrl,
      'x-ward-token': password,
    });

    expect(JSON.stringify(attributes)).not.toContain(password);
    expect(attributes).toMatchObject({
      'url.query': 'patient_id=REDACTED&token=REDACTED&page=2',
      'http.request.header.x-ward-token': ['REDACTED'],
      'http.request.header.referer': ['https://REDACTED:REDACTED@shop.example/cb?code=REDACTED'],
    });
  });

  it('leaves none in the address it was sent on to', async () => {
    const { attributes } = await ask('/moved');

    expect(attributes['http.response.header.location']).toEqual([
      'https://REDACTED:REDACTED@shop.example/cb?code=REDACTED',
    ]);
  });
});

describe('an error that quotes a secret', () => {
  it('is recorded without it, event, stack and status', async () => {
    await ask('/failing');

    const told = JSON.stringify(traced.spans().map(({ events, status }) => ({ events, status })));
    expect(told).not.toContain(password);
    expect(told).toContain('connect ECONNREFUSED postgres://REDACTED:REDACTED@db:5432/orders');
  });

  it('is so too where the application records it, within the limits that were set', async () => {
    await ask('/telling');

    const { status, events } = await traced.span('telling');
    expect(JSON.stringify({ status, events })).not.toContain(password);
    expect(status.message).toBe('password=REDACTED');
    expect(events[0]?.attributes?.['exception.message']).toBe(
      "Duplicate entry '?' for key 'users.email'",
    );
    expect(events[0]?.droppedAttributesCount).toBe(1);
  });
});

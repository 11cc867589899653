import { connect } from 'node:net';
import { Controller, Get } from '@nestjs/common';
import { firstValueFrom } from 'rxjs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { TracedHttpService, TracingService } from '../../lib/index.js';
import { startLoopbackServer } from '../support/loopback-server.js';
import type { LoopbackServer } from '../support/loopback-server.js';
import { tree } from '../support/span-tree.js';
import { startTracedApplication } from '../support/traced-application.js';
import type { TracedApplication } from '../support/traced-application.js';

const traceId = '0af7651916cd43dd8448eb211c80319c';
const parentId = 'b7ad6b7169203331';

let stock: LoopbackServer;

@Controller('orders')
class OrdersController {
  constructor(
    private readonly http: TracedHttpService,
    private readonly tracing: TracingService,
  ) {}

  @Get('tenant')
  tenant(): string | undefined {
    return this.tracing.getBaggage('tenant');
  }

  @Get(':id')
  async find(): Promise<void> {
    await firstValueFrom(this.http.get(stock.url));
  }
}

let traced: TracedApplication;

beforeAll(async () => {
  stock = await startLoopbackServer();
  traced = await startTracedApplication({ controllers: [OrdersController] });
});

beforeEach(() => {
  traced.reset();
  stock.received.length = 0;
});

afterAll(async () => {
  await traced.close();
  await stock.close();
});

const get = (path: string, headers: Record<string, string> = {}) =>
  fetch(`${traced.url}${path}`, { headers });

describe('the trace of a caller', () => {
  it('goes on in the request, and beyond it', async () => {
    await get('/orders/7', { traceparent: `00-${traceId}-${parentId}-01` });

    expect(await traced.treeOf(3)).toBe(
      tree(`
        SERVER GET /orders/:id
          OrdersController.find
            CLIENT GET
      `),
    );
    const server = await traced.span('GET /orders/:id');
    const client = await traced.span('GET');
    expect(server.parentSpanContext).toMatchObject({ traceId, spanId: parentId, isRemote: true });
    expect(stock.received[0]?.headers.traceparent).toBe(
      `00-${traceId}-${client.spanContext().spanId}-01`,
    );
  });

  it('goes on unrecorded when the caller does not record it', async () => {
    await get('/orders/7', { traceparent: `00-${traceId}-${parentId}-00` });
    await get('/orders/tenant');
    await traced.treeOf(2);

    expect(traced.spans().map(({ name }) => name)).not.toContain('GET /orders/:id');
    expect(stock.received[0]?.headers.traceparent).toMatch(
      new RegExp(`^00-${traceId}-[\\da-f]{16}-00$`),
    );
  });

  it('keeps its tracestate', async () => {
    await get('/orders/7', {
      traceparent: `00-${traceId}-${parentId}-01`,
      tracestate: 'vendor=opaque',
    });
    await traced.treeOf(3);

    expect(stock.received[0]?.headers.tracestate).toBe('vendor=opaque');
  });

  it.each([
    ['is not hexadecimal', `00-${traceId.replace('0', 'x')}-${parentId}-01`],
    ['is all zeros', `00-${'0'.repeat(32)}-${parentId}-01`],
    ['is cut short', `00-${traceId}`],
    ['is of a version that is forbidden', `ff-${traceId}-${parentId}-01`],
  ])('begins anew when its traceparent %s', async (_, traceparent) => {
    const response = await get('/orders/7', { traceparent });

    const server = await traced.span('GET /orders/:id');
    expect(response.status).toBe(200);
    expect(server.parentSpanContext).toBeUndefined();
    expect(server.spanContext().traceId).not.toBe(traceId);
  });

  it('brings its baggage, which goes on as well', async () => {
    const tenant = await (await get('/orders/tenant', { baggage: 'tenant=a,user=b' })).text();
    await get('/orders/7', { baggage: 'tenant=a,user=b' });
    await traced.treeOf(5);

    expect(tenant).toBe('a');
    expect(stock.received[0]?.headers.baggage).toBe('tenant=a,user=b');
  });
});

describe('two requests in one packet', () => {
  it('are two traces, each with its own work', async () => {
    const socket = connect(Number(new URL(traced.url).port), '127.0.0.1');
    const ask = (connection: string) =>
      `GET /orders/7 HTTP/1.1\r\nhost: shop\r\nconnection: ${connection}\r\n\r\n`;

    socket.write(`${ask('keep-alive')}${ask('close')}`);
    socket.resume();

    const one = `
      SERVER GET /orders/:id
        OrdersController.find
          CLIENT GET
    `;
    expect(await traced.treeOf(6)).toBe([tree(one), tree(one)].join('\n'));
    const traces = new Set(traced.spans().map((span) => span.spanContext().traceId));
    expect(traces.size).toBe(2);
  });
});

import { BadRequestException, Controller, Get, UseInterceptors } from '@nestjs/common';
import { AbstractHttpAdapter } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { MessagePattern, Server } from '@nestjs/microservices';
import type { CustomTransportStrategy } from '@nestjs/microservices';
import { SpanStatusCode } from '@opentelemetry/api';
import { lastValueFrom } from 'rxjs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { TracingInterceptor } from '../../lib/index.js';
import { startTracedApplication } from '../support/traced-application.js';
import type { TracedApplication } from '../support/traced-application.js';
import { tree } from '../support/span-tree.js';

const traceId = '0af7651916cd43dd8448eb211c80319c';
const parentId = 'b7ad6b7169203331';

/** An adapter from before there were hooks: its setter is the one that does nothing. */
class HooklessAdapter extends ExpressAdapter {
  override setOnRequestHook = AbstractHttpAdapter.prototype.setOnRequestHook;
}

@Controller('orders')
class OrdersController {
  @Get('broken')
  fail(): never {
    throw new RangeError('too far');
  }

  @Get('declined')
  decline(): never {
    throw new BadRequestException('declined');
  }

  @Get(':id')
  find(): string {
    return 'found';
  }
}

@Controller('bound')
@UseInterceptors(TracingInterceptor)
class BoundController {
  @Get()
  find(): string {
    return 'found';
  }

  @MessagePattern('find')
  answer(): string {
    return 'found';
  }
}

/** A transport of the user's own: messages are handed over in memory. */
class LocalServer extends Server implements CustomTransportStrategy {
  listen(ready: () => void): void {
    ready();
  }
  close(): void {}
  on(): void {}
  unwrap<T>(): T {
    return undefined as T;
  }

  async receive(pattern: string): Promise<unknown> {
    const handler = this.getHandlerByPattern(pattern);
    return lastValueFrom(this.transformToObservable(await handler?.({})));
  }
}

describe('TracingInterceptor', () => {
  it('steps aside where a hook has opened a span already', async () => {
    const traced = await startTracedApplication({ controllers: [BoundController] });

    await fetch(`${traced.url}/bound`);

    expect(await traced.treeOf(2)).toBe(
      tree(`
        SERVER GET /bound
          BoundController.find
      `),
    );
    await traced.close();
  });

  it('steps aside in a transport of the user', async () => {
    const traced = await startTracedApplication({ controllers: [BoundController] });
    const strategy = new LocalServer();
    traced.app.connectMicroservice({ strategy });
    await traced.app.startAllMicroservices();

    expect(await strategy.receive('find')).toBe('found');

    expect(await traced.treeOf(2)).toBe(
      tree(`
        SERVER find
          BoundController.answer
      `),
    );
    await traced.close();
  });
});

describe('an application on an adapter without hooks', () => {
  let traced: TracedApplication;

  beforeAll(async () => {
    const adapter = new HooklessAdapter();
    traced = await startTracedApplication({ controllers: [OrdersController] }, {}, { adapter });
  });

  beforeEach(() => traced.reset());

  afterAll(() => traced.close());

  it('has a SERVER span all the same, in the trace of the caller', async () => {
    const headers = { traceparent: `00-${traceId}-${parentId}-01` };

    await fetch(`${traced.url}/orders/7?token=s3cr3t`, { headers });

    expect(await traced.treeOf(2)).toBe(
      tree(`
        SERVER OrdersController.find
          OrdersController.find
      `),
    );
    const [server] = traced.spans().filter(({ parentSpanContext }) => parentSpanContext?.isRemote);
    expect(server?.parentSpanContext).toMatchObject({ traceId, spanId: parentId });
    expect(server?.attributes).toMatchObject({
      'http.request.method': 'GET',
      'url.path': '/orders/7',
      'url.query': 'token=REDACTED',
    });
  });

  it.each([
    ['broken', 'fail', SpanStatusCode.ERROR],
    ['declined', 'decline', SpanStatusCode.UNSET],
  ])('tells failures from answers: %s', async (path, handler, status) => {
    await fetch(`${traced.url}/orders/${path}`);
    await traced.treeOf(2);

    const spans = traced.spans().filter(({ name }) => name === `OrdersController.${handler}`);
    expect(spans.map((span) => span.status.code)).toEqual([status, status]);
    expect(spans.flatMap(({ events }) => events)).toHaveLength(1);
  });
});

import { Controller, Get, Header, HttpCode, Injectable, Param, SetMetadata } from '@nestjs/common';
import { SpanStatusCode, trace } from '@opentelemetry/api';
import { Observable, Subject } from 'rxjs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { NoSpan, Span, SpanAttribute } from '../../lib/index.js';
import { tree } from '../support/span-tree.js';
import { startTracedApplication } from '../support/traced-application.js';
import type { TracedApplication } from '../support/traced-application.js';

class DatabaseDown extends Error {}

@Injectable()
class OrdersRepository {
  @Span()
  async read(): Promise<never> {
    await Promise.resolve();
    throw new DatabaseDown('no connection');
  }
}

abstract class ReadController {
  @Get('all')
  list(): string {
    return this.describe();
  }

  /** No handler, so no span. */
  protected describe(): string {
    return this.constructor.name;
  }
}

@Controller('orders')
class OrdersController extends ReadController {
  constructor(private readonly orders: OrdersRepository) {
    super();
  }

  @SetMetadata('role', 'clerk')
  @HttpCode(202)
  @Header('x-from', 'orders')
  @Get('plain/:id')
  find(@Param('id') @SpanAttribute('order.id') id: string): string {
    return id;
  }

  @Span('orders.named')
  @Get('span-above')
  above(): string {
    return 'above';
  }

  @Get('span-below')
  @Span('orders.named')
  below(): string {
    return 'below';
  }

  @NoSpan()
  @Get('without')
  without(): string {
    return trace.getActiveSpan()?.spanContext().spanId ?? 'none';
  }

  @Get('observable')
  stream(): Observable<string> {
    return new Observable((subscriber) => {
      subscriber.next('streamed');
      subscriber.complete();
    });
  }

  @Get('broken')
  fail(): Promise<never> {
    return this.orders.read();
  }

  @Get('broken-subject')
  failAfterwards(): Subject<string> {
    const subject = new Subject<string>();
    setImmediate(() => subject.error(new DatabaseDown('no connection')));
    return subject;
  }

  @NoSpan()
  @Get('broken-without')
  failWithout(): Promise<never> {
    return this.orders.read();
  }
}

@Controller('customers')
class CustomersController extends ReadController {}

describe('the handler of a route', () => {
  let traced: TracedApplication;

  beforeAll(async () => {
    traced = await startTracedApplication({
      controllers: [OrdersController, CustomersController],
      providers: [OrdersRepository],
    });
  });

  beforeEach(() => traced.reset());

  afterAll(() => traced.close());

  const get = (path: string) => fetch(`${traced.url}${path}`);

  it('has one span, with the attributes its parameters ask for', async () => {
    await get('/orders/plain/7');

    expect(await traced.treeOf(2)).toBe(
      tree(`
        SERVER GET /orders/plain/:id
          OrdersController.find
      `),
    );
    expect((await traced.span('OrdersController.find')).attributes).toEqual({
      'nestjs.type': 'handler',
      'order.id': '7',
    });
  });

  it('keeps what decorators said of it, and its name and length', async () => {
    const response = await get('/orders/plain/7');
    await traced.treeOf(2);

    const { find } = OrdersController.prototype;
    expect([response.status, response.headers.get('x-from')]).toEqual([202, 'orders']);
    expect(await response.text()).toBe('7');
    expect(Reflect.getMetadata('role', find)).toBe('clerk');
    expect([find.name, find.length]).toEqual(['find', 1]);
  });

  it.each(['above', 'below'])('has no second one with @Span() %s @Get()', async (where) => {
    await get(`/orders/span-${where}`);

    expect(await traced.treeOf(2)).toBe(
      tree(`
        SERVER GET /orders/span-${where}
          orders.named
      `),
    );
  });

  it('has none with @NoSpan(), and runs in the span of the request', async () => {
    const spanId = await (await get('/orders/without')).text();

    expect(await traced.treeOf(1)).toBe('SERVER GET /orders/without');
    expect(traced.spans()[0]?.spanContext().spanId).toBe(spanId);
  });

  it('has one that lasts as long as the Observable it returns', async () => {
    const text = await (await get('/orders/observable')).text();

    expect(text).toBe('streamed');
    expect(await traced.treeOf(2)).toBe(
      tree(`
        SERVER GET /orders/observable
          OrdersController.stream
      `),
    );
  });

  it.each([
    ['/orders/all', 'OrdersController'],
    ['/customers/all', 'CustomersController'],
  ])('has one where it is inherited: %s', async (path, controller) => {
    const text = await (await get(path)).text();

    expect(text).toBe(controller);
    expect(await traced.treeOf(2)).toBe(
      tree(`
        SERVER GET ${path}
          ${controller}.list
      `),
    );
  });

  it('passes an error on that is recorded once, where it was thrown', async () => {
    await get('/orders/broken');
    await traced.treeOf(3);

    const events = traced.spans().map(({ name, events: { length } }) => [name, length]);
    expect(Object.fromEntries(events)).toEqual({
      'GET /orders/broken': 0,
      'OrdersController.fail': 0,
      'OrdersRepository.read': 1,
    });
    const failed = traced.spans().filter(({ status }) => status.code === SpanStatusCode.ERROR);
    expect(failed.map(({ attributes }) => attributes['error.type'])).toEqual([
      'DatabaseDown',
      'DatabaseDown',
      'DatabaseDown',
    ]);
  });

  it('tells the request of the error of a Subject, which has no span of its own', async () => {
    await get('/orders/broken-subject');

    expect(await traced.treeOf(2)).toBe(
      tree(`
        SERVER GET /orders/broken-subject
          OrdersController.failAfterwards
      `),
    );
    const server = await traced.span('GET /orders/broken-subject');
    expect(server.attributes['error.type']).toBe('DatabaseDown');
  });

  it('tells the request of its error without a span too', async () => {
    await get('/orders/broken-without');

    const server = await traced.span('GET /orders/broken-without');
    expect(server.attributes['error.type']).toBe('DatabaseDown');
  });
});

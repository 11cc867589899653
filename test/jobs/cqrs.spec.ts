import { Controller, Inject, NotFoundException, Post } from '@nestjs/common';
import {
  AggregateRoot,
  CommandBus,
  CommandHandler,
  CqrsModule,
  EventBus,
  EventPublisher,
  EventsHandler,
  QueryBus,
  QueryHandler,
  Saga,
  UnhandledExceptionBus,
  ofType,
} from '@nestjs/cqrs';
import type { ICommandHandler, IEventHandler, IQueryHandler } from '@nestjs/cqrs';
import { SpanStatusCode, trace } from '@opentelemetry/api';
import type { Observable } from 'rxjs';
import { map } from 'rxjs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { SpanAttribute, runInSpan } from '../../lib/index.js';
import { tree } from '../support/span-tree.js';
import { startTracedApplication } from '../support/traced-application.js';
import type { TracedApplication } from '../support/traced-application.js';
import { waitFor } from '../support/wait-for.js';

class PlaceOrder {
  constructor(readonly id: string) {}
}
class ReserveStock {}
class RefuseOrder {}
class CountOrders {}
class CountNothing {}
class OrderPlaced {}
class OrderShipped {}
class MailBounced {}

const thrown = new RangeError('no such order');
const traceIdNow = () => trace.getActiveSpan()?.spanContext().traceId;

class Order extends AggregateRoot {
  place(): void {
    this.apply(new OrderPlaced());
  }
}

@CommandHandler(PlaceOrder)
class PlaceOrderHandler implements ICommandHandler<PlaceOrder> {
  constructor(@Inject(EventPublisher) private readonly publisher: EventPublisher) {}

  async execute(@SpanAttribute('order.id', ({ id }: PlaceOrder) => id) _: PlaceOrder) {
    await runInSpan('save', async () => Promise.resolve());
    const order = this.publisher.mergeObjectContext(new Order());
    order.place();
    order.commit();
    return 'placed';
  }
}

@CommandHandler(ReserveStock)
class ReserveStockHandler implements ICommandHandler<ReserveStock> {
  execute(): Promise<void> {
    return runInSpan('reserve', async () => Promise.resolve());
  }
}

@CommandHandler(RefuseOrder)
class RefuseOrderHandler implements ICommandHandler<RefuseOrder> {
  async execute(): Promise<never> {
    await Promise.resolve();
    throw thrown;
  }
}

@QueryHandler(CountOrders)
class CountOrdersHandler implements IQueryHandler<CountOrders> {
  async execute(): Promise<number> {
    return runInSpan('count', async () => Promise.resolve(7));
  }
}

@QueryHandler(CountNothing)
class CountNothingHandler implements IQueryHandler<CountNothing> {
  execute(): never {
    throw new NotFoundException();
  }
}

@EventsHandler(OrderPlaced, OrderShipped)
class OrderMailer implements IEventHandler {
  async handle(): Promise<void> {
    await runInSpan('mail', async () => Promise.resolve());
  }
}

@EventsHandler(MailBounced)
class MailBouncedHandler implements IEventHandler {
  async handle(): Promise<void> {
    await Promise.resolve();
    throw thrown;
  }
}

class OrderSagas {
  @Saga()
  placed(events$: Observable<object>): Observable<ReserveStock> {
    return events$.pipe(
      ofType(OrderPlaced),
      map(() => new ReserveStock()),
    );
  }
}

@Controller('orders')
class OrdersController {
  constructor(@Inject(CommandBus) private readonly commands: CommandBus) {}

  @Post()
  place(): Promise<string> {
    return this.commands.execute(new PlaceOrder('o-1'));
  }
}

let traced: TracedApplication;
let commands: CommandBus;
let queries: QueryBus;
let events: EventBus;

beforeAll(async () => {
  traced = await startTracedApplication({
    imports: [CqrsModule.forRoot()],
    controllers: [OrdersController],
    providers: [
      PlaceOrderHandler,
      ReserveStockHandler,
      RefuseOrderHandler,
      CountOrdersHandler,
      CountNothingHandler,
      OrderMailer,
      MailBouncedHandler,
      OrderSagas,
    ],
  });
  commands = traced.app.get(CommandBus);
  queries = traced.app.get(QueryBus);
  events = traced.app.get(EventBus);
});

beforeEach(() => traced.reset());

afterAll(() => traced.close());

describe('a request that places an order', () => {
  it('shows command, event, saga and what they cause in one trace', async () => {
    const answer = await fetch(`${traced.url}/orders`, { method: 'POST' });

    expect(await answer.text()).toBe('placed');
    expect(await traced.treeOf(9)).toBe(
      tree(`
        SERVER POST /orders
          OrdersController.place
            PlaceOrderHandler.execute
              save
              OrderMailer.handle
                mail
              OrderSagas.placed
                ReserveStockHandler.execute
                  reserve
      `),
    );
  });

  it('says of each span what it is and what it handles', async () => {
    await fetch(`${traced.url}/orders`, { method: 'POST' });
    await traced.treeOf(9);

    expect((await traced.span('PlaceOrderHandler.execute')).attributes).toEqual({
      'nestjs.type': 'command_handler',
      'nestjs.cqrs.command': 'PlaceOrder',
      'order.id': 'o-1',
    });
    expect((await traced.span('OrderMailer.handle')).attributes).toEqual({
      'nestjs.type': 'event_handler',
      'nestjs.cqrs.event': 'OrderPlaced',
    });
    expect((await traced.span('OrderSagas.placed')).attributes).toEqual({
      'nestjs.type': 'saga',
      'nestjs.cqrs.command': 'ReserveStock',
    });
  });
});

describe('a query', () => {
  it('is a child of whoever asks', async () => {
    const count = await runInSpan('ask', async () => queries.execute(new CountOrders()));

    expect(count).toBe(7);
    expect(await traced.treeOf(3)).toBe(
      tree(`
        ask
          CountOrdersHandler.execute
            count
      `),
    );
    expect((await traced.span('CountOrdersHandler.execute')).attributes).toEqual({
      'nestjs.type': 'query_handler',
      'nestjs.cqrs.query': 'CountOrders',
    });
  });

  it('may be answered with an HTTP error, which is no failure', async () => {
    await expect(queries.execute(new CountNothing())).rejects.toThrow(NotFoundException);

    const span = await traced.span('CountNothingHandler.execute');
    expect(span.status.code).toBe(SpanStatusCode.UNSET);
    expect(span.events.map(({ name }) => name)).toEqual(['exception']);
  });
});

describe('a command that fails', () => {
  it('rejects with the same error, recorded once, where it was thrown', async () => {
    const execute = () => commands.execute(new RefuseOrder());

    await expect(runInSpan('ask', async () => execute())).rejects.toBe(thrown);

    const asking = await traced.span('ask');
    const handler = await traced.span('RefuseOrderHandler.execute');
    expect(handler.events.map(({ name }) => name)).toEqual(['exception']);
    expect(handler.attributes['error.type']).toBe('RangeError');
    expect(asking.status.code).toBe(SpanStatusCode.ERROR);
    expect(asking.events).toEqual([]);
  });

  it('begins a trace where nothing asked for it', async () => {
    await expect(commands.execute(new RefuseOrder())).rejects.toBe(thrown);

    const handler = await traced.span('RefuseOrderHandler.execute');
    expect(handler.parentSpanContext).toBeUndefined();
  });

  it('throws as before when nobody handles it', () => {
    class Unhandled {}

    expect(() => commands.execute(new Unhandled())).toThrow('Unhandled');
  });
});

describe('an event', () => {
  it('names the event that a handler of several got', async () => {
    events.publish(new OrderShipped());

    const { attributes } = await traced.span('OrderMailer.handle');
    expect(attributes['nestjs.cqrs.event']).toBe('OrderShipped');
  });

  it('leaves its publisher alone when a handler fails, and reaches UnhandledExceptionBus', async () => {
    const event = new MailBounced();
    const told: unknown[] = [];
    const seen: unknown[] = [];
    const subscription = traced.app.get(UnhandledExceptionBus).subscribe((info) => {
      told.push(info);
      seen.push(traceIdNow());
    });

    const traceId = runInSpan('publish', () => {
      events.publish(event);
      return traceIdNow();
    });

    await waitFor('the exception', () => told.length > 0);
    subscription.unsubscribe();
    expect(told).toEqual([{ cause: event, exception: thrown }]);
    expect(seen).toEqual([traceId]);
    const handler = await traced.span('MailBouncedHandler.handle');
    expect(handler.status.code).toBe(SpanStatusCode.ERROR);
    expect((await traced.span('publish')).status.code).toBe(SpanStatusCode.UNSET);
  });
});

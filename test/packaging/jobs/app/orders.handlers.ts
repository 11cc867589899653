import { CommandHandler, EventBus, EventsHandler, QueryHandler, Saga, ofType } from '@nestjs/cqrs';
import type { ICommandHandler, IEventHandler, IQueryHandler } from '@nestjs/cqrs';
import { delay, map } from 'rxjs';
import type { Observable } from 'rxjs';
import { Diary } from './diary.js';
import { FindOrder, OrderPlaced, PlaceOrder, ShipOrder } from './orders.messages.js';
import { Work } from './work.js';

@CommandHandler(PlaceOrder)
export class PlaceOrderHandler implements ICommandHandler<PlaceOrder> {
  constructor(
    private readonly events: EventBus,
    private readonly work: Work,
  ) {}

  async execute({ id }: PlaceOrder): Promise<string> {
    await this.work.do('reserve', () => this.events.publish(new OrderPlaced(id)));
    return `placed ${id}`;
  }
}

@EventsHandler(OrderPlaced)
export class OrderPlacedHandler implements IEventHandler<OrderPlaced> {
  constructor(private readonly diary: Diary) {}

  handle({ id }: OrderPlaced): void {
    this.diary.write(`placed ${id}`);
  }
}

export class OrdersSagas {
  @Saga()
  ship = (events$: Observable<object>): Observable<ShipOrder> =>
    events$.pipe(
      ofType(OrderPlaced),
      delay(5),
      map(({ id }) => new ShipOrder(id)),
    );
}

@CommandHandler(ShipOrder)
export class ShipOrderHandler implements ICommandHandler<ShipOrder> {
  constructor(
    private readonly diary: Diary,
    private readonly work: Work,
  ) {}

  async execute({ id }: ShipOrder): Promise<void> {
    await this.work.do('pack', () => this.diary.write(`shipped ${id}`));
  }
}

@QueryHandler(FindOrder)
export class FindOrderHandler implements IQueryHandler<FindOrder> {
  async execute({ id }: FindOrder): Promise<never> {
    await Promise.resolve();
    throw new RangeError(`no order ${id}`);
  }
}

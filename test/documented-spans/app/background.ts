import { Processor, WorkerHost } from '@nestjs/bullmq';
import { Injectable } from '@nestjs/common';
import { CommandHandler, EventsHandler, QueryHandler, Saga } from '@nestjs/cqrs';
import { OnEvent } from '@nestjs/event-emitter';
import { Cron } from '@nestjs/schedule';
import type { Job } from 'bullmq';
import { filter, map } from 'rxjs';
import type { Observable } from 'rxjs';
import { OutOfTea } from './orders.js';

export class PlaceOrder {}
export class ShipOrder {}
export class FindOrder {}
export class OrderPlaced {}

@CommandHandler(PlaceOrder)
export class PlaceOrderHandler {
  async execute(): Promise<void> {}
}

@CommandHandler(ShipOrder)
export class ShipOrderHandler {
  async execute(): Promise<void> {}
}

@QueryHandler(FindOrder)
export class FindOrderHandler {
  async execute(): Promise<never> {
    throw new OutOfTea('out of tea');
  }
}

@EventsHandler(OrderPlaced)
export class OrderPlacedHandler {
  handle(): void {}
}

export class OrderSagas {
  @Saga()
  placed = (events: Observable<object>): Observable<ShipOrder> =>
    events.pipe(
      filter((event) => event instanceof OrderPlaced),
      map(() => new ShipOrder()),
    );
}

@Injectable()
export class Reports {
  @Cron('0 0 1 1 *', { name: 'yearly' })
  yearly(): never {
    throw new OutOfTea('out of tea');
  }

  @OnEvent('order.paid')
  paid(): void {}

  @OnEvent('order.lost', { suppressErrors: false })
  lost(): never {
    throw new OutOfTea('out of tea');
  }
}

@Processor('mails', { drainDelay: 1 })
export class MailsProcessor extends WorkerHost {
  override async process({ name }: Job): Promise<void> {
    if (name === 'bad') throw new OutOfTea('out of tea');
  }
}

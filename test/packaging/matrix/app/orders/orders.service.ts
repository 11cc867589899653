import { Injectable } from '@nestjs/common';
import { runInSpan, Span, SpanAttribute } from 'nestjs-tracing';
import { setTimeout as pause } from 'node:timers/promises';
import { OutOfStock } from '../enhancers/out-of-stock.filter.js';

class DatabaseDown extends Error {}

@Injectable()
export class OrdersService {
  @Span('orders.find')
  async find(@SpanAttribute('order.id') id: number): Promise<{ id: number }> {
    await pause(1);
    return { id };
  }

  @Span()
  async reserve(item: string): Promise<never> {
    await Promise.resolve();
    throw new OutOfStock(item);
  }

  @Span()
  async readDatabase(): Promise<never> {
    await pause(1);
    throw new DatabaseDown('no connection');
  }

  /** Two things at once, and then a third, started by a timer. */
  async summarise(): Promise<string> {
    const parts = await Promise.all([
      runInSpan('count', async () => pause(2, 'two')),
      runInSpan('add up', async () => pause(1, 'orders')),
    ]);
    await new Promise<void>((resolve) => {
      setTimeout(() => runInSpan('round', () => resolve()), 1);
    });
    return parts.join(' ');
  }
}

import { Inject, Injectable, NotFoundException } from '@nestjs/common';
import type { ClientProxy } from '@nestjs/microservices';
import { InjectRepository } from '@nestjs/typeorm';
import { Span, TracingService } from 'nestjs-tracing';
import { lastValueFrom } from 'rxjs';
import { Repository } from 'typeorm';
import { ORDER_PLACED, type OrderPlaced } from '../shared/events.js';
import { InventoryService } from './inventory.service.js';
import { Order, type OrderLine } from './order.entity.js';
import { PaymentDeclinedException } from './payment-declined.exception.js';
import { PaymentsService } from './payments.service.js';
import type { PlaceOrderDto } from './place-order.dto.js';

export const NOTIFICATIONS = Symbol('NOTIFICATIONS');

@Injectable()
export class OrdersService {
  constructor(
    @InjectRepository(Order) private readonly orders: Repository<Order>,
    @Inject(NOTIFICATIONS) private readonly notifications: ClientProxy,
    private readonly inventory: InventoryService,
    private readonly payments: PaymentsService,
    private readonly tracing: TracingService,
  ) {}

  @Span('orders.place')
  async place(dto: PlaceOrderDto): Promise<Order> {
    const lines = await this.inventory.reserve(dto.items);
    const order = await this.orders.save(this.pendingOrder(dto.customerId, lines));
    this.tracing.setAttributes({ 'order.id': order.id, 'order.total_cents': order.totalCents });

    await this.pay(order, dto.card);
    await this.announce(order);
    return order;
  }

  async find(id: number): Promise<Order> {
    const order = await this.orders.findOneBy({ id });
    if (order) return order;
    throw new NotFoundException(`There is no order ${id}.`);
  }

  private pendingOrder(customerId: string, lines: OrderLine[]): Order {
    const totalCents = lines.reduce((sum, line) => sum + line.quantity * line.unitPriceCents, 0);
    return this.orders.create({ customerId, lines, totalCents, status: 'pending' });
  }

  private async pay(order: Order, card: string): Promise<void> {
    try {
      await this.payments.charge(order.id, order.totalCents, card);
    } catch (error) {
      if (error instanceof PaymentDeclinedException) await this.cancel(order);
      throw error;
    }
    order.status = 'paid';
    await this.orders.save(order);
  }

  private async cancel(order: Order): Promise<void> {
    await this.inventory.release(order.lines);
    order.status = 'declined';
    await this.orders.save(order);
  }

  private async announce(order: Order): Promise<void> {
    const { id: orderId, customerId, totalCents } = order;
    const event: OrderPlaced = { orderId, customerId, totalCents };
    await lastValueFrom(this.notifications.emit(ORDER_PLACED, event), { defaultValue: undefined });
  }
}

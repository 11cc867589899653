import { Controller, Get, Param, ParseIntPipe, UseGuards } from '@nestjs/common';
import { ApiKeyGuard } from './api-key.guard.js';
import { OrdersService, type OrderView } from './orders.service.js';

@Controller('orders')
@UseGuards(ApiKeyGuard)
export class OrdersController {
  constructor(private readonly orders: OrdersService) {}

  @Get(':id')
  findOne(@Param('id', ParseIntPipe) id: number): Promise<OrderView> {
    return this.orders.find(id);
  }
}

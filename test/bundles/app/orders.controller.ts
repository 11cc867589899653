import { Controller, Get, Headers, Param, UseGuards } from '@nestjs/common';
import { ApiKeyGuard } from './api-key.guard.js';
import { OrdersService } from './orders.service.js';

@Controller('orders')
export class OrdersController {
  constructor(private readonly orders: OrdersService) {}

  /** Leads everywhere else. */
  @Get(':id')
  @UseGuards(ApiKeyGuard)
  async read(@Param('id') id: string, @Headers('host') host: string): Promise<unknown> {
    return {
      id,
      stock: await this.orders.countStock(id),
      prices: await this.orders.askPrices(`http://${host}/orders/${id}/price`),
    };
  }

  @Get(':id/price')
  price(): number {
    return 12;
  }
}

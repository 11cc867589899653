import { Body, Controller, Post, UseGuards } from '@nestjs/common';
import { ApiKeyGuard } from './api-key.guard.js';
import { checkoutSchema, type CheckoutDto } from './checkout.dto.js';
import { OrdersService, type OrderView } from './orders.service.js';

@Controller('checkout')
@UseGuards(ApiKeyGuard)
export class CheckoutController {
  constructor(private readonly orders: OrdersService) {}

  @Post()
  checkout(@Body({ schema: checkoutSchema }) checkout: CheckoutDto): Promise<OrderView> {
    return this.orders.place(checkout);
  }
}

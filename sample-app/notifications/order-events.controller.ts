import { Controller } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import { ORDER_PLACED, type OrderPlaced } from '../shared/events.js';
import { MailService } from './mail.service.js';

@Controller()
export class OrderEventsController {
  constructor(private readonly mail: MailService) {}

  @EventPattern(ORDER_PLACED)
  orderPlaced(@Payload() order: OrderPlaced): void {
    this.mail.confirmOrder(order);
  }
}

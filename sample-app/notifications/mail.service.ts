import { Injectable, Logger } from '@nestjs/common';
import { Traceable } from 'nestjs-tracing';
import type { OrderPlaced } from '../shared/events.js';

@Injectable()
@Traceable()
export class MailService {
  private readonly logger = new Logger(MailService.name);

  confirmOrder({ orderId, customerId, totalCents }: OrderPlaced): void {
    const total = (totalCents / 100).toFixed(2);
    this.logger.log(`To ${customerId}: order ${orderId} over EUR ${total} is on its way.`);
  }
}

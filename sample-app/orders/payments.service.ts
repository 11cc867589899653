import { HttpStatus, Injectable } from '@nestjs/common';
import { isAxiosError } from 'axios';
import { Span, SpanAttribute, TracedHttpService, TracingService } from 'nestjs-tracing';
import { firstValueFrom } from 'rxjs';
import { urlOf } from '../shared/addresses.js';
import { PaymentDeclinedException } from './payment-declined.exception.js';

interface Refusal {
  reason: string;
}

@Injectable()
export class PaymentsService {
  constructor(
    private readonly http: TracedHttpService,
    private readonly tracing: TracingService,
  ) {}

  @Span('payments.charge')
  async charge(
    @SpanAttribute('order.id') orderId: number,
    @SpanAttribute('payment.amount_cents') amountCents: number,
    card: string,
  ): Promise<void> {
    const charge = { reference: `order-${orderId}`, amountCents, card };
    try {
      await firstValueFrom(this.http.post(`${urlOf('payment-provider')}/charges`, charge));
    } catch (error) {
      const refusal = refusalIn(error);
      if (!refusal) throw error;
      this.tracing.addEvent('payment.declined', { 'payment.reason': refusal.reason });
      throw new PaymentDeclinedException(orderId, refusal.reason);
    }
  }
}

function refusalIn(error: unknown): Refusal | undefined {
  if (!isAxiosError<Refusal>(error)) return undefined;
  return error.response?.status === HttpStatus.PAYMENT_REQUIRED ? error.response.data : undefined;
}

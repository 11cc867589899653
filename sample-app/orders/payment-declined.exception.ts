import { HttpException, HttpStatus } from '@nestjs/common';

export class PaymentDeclinedException extends HttpException {
  constructor(orderId: number, reason: string) {
    super(
      {
        statusCode: HttpStatus.PAYMENT_REQUIRED,
        error: 'Payment Required',
        message: `The payment of order ${orderId} was declined: ${reason}`,
        orderId,
      },
      HttpStatus.PAYMENT_REQUIRED,
    );
  }
}

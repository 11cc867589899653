import { Catch } from '@nestjs/common';
import type { ArgumentsHost, ExceptionFilter } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';

export class OutOfStock extends Error {}

/** Of one method: makes a good answer of an error. */
@Catch(OutOfStock)
export class OutOfStockFilter implements ExceptionFilter {
  constructor(private readonly host: HttpAdapterHost) {}

  catch(_: OutOfStock, host: ArgumentsHost): void {
    const response: unknown = host.switchToHttp().getResponse();
    this.host.httpAdapter.reply(response, { isAvailable: false }, 200);
  }
}

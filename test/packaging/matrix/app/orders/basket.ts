import { Inject, Injectable, Scope } from '@nestjs/common';
import { REQUEST } from '@nestjs/core';
import { Span } from 'nestjs-tracing';
import type { IncomingMessage } from 'node:http';

/** One for each that injects it. */
@Injectable({ scope: Scope.TRANSIENT })
export class Price {
  @Span('price.of')
  of(items: number): number {
    return items * 2;
  }
}

/** One for each request. */
@Injectable({ scope: Scope.REQUEST })
export class Basket {
  constructor(
    @Inject(REQUEST) private readonly request: IncomingMessage,
    private readonly price: Price,
  ) {}

  @Span('basket.total')
  total(): number {
    return this.price.of(this.request.method?.length ?? 0);
  }
}

import { Controller } from '@nestjs/common';
import type { Type } from '@nestjs/common';
import { Ctx, EventPattern, MessagePattern, Payload, RpcException } from '@nestjs/microservices';
import { finalize, from, map, take, throwError, timer } from 'rxjs';
import type { Observable } from 'rxjs';
import { lateMs, streamMs } from './delays.js';
import { patternOf } from './patterns.js';
import type { PatternName } from './patterns.js';
import { tell } from './tell.js';
import type { MessageTransportName } from './transports.js';

/** The controller that answers messages over these transports. */
export function ordersControllerOf(transports: readonly MessageTransportName[]): Type {
  const patternsOf = (name: PatternName) =>
    transports.map((transport) => patternOf(transport, name));

  @Controller()
  class OrdersController {
    @MessagePattern(patternsOf('one'))
    one(@Payload() order: unknown, @Ctx() context: object): unknown {
      tell('one', order, context);
      return order;
    }

    @MessagePattern(patternsOf('three'))
    three(@Payload() order: unknown, @Ctx() context: object): Observable<unknown> {
      tell('three', order, context);
      return from([1, order, 'three']);
    }

    @EventPattern(patternsOf('placed'))
    async placed(@Payload() order: unknown, @Ctx() context: object): Promise<void> {
      await Promise.resolve();
      tell('placed', order, context);
    }

    @MessagePattern(patternsOf('failing'))
    failing(@Payload() order: unknown, @Ctx() context: object): Observable<never> {
      tell('failing', order, context);
      return throwError(() => new RpcException('card declined'));
    }

    @MessagePattern(patternsOf('leaving'))
    leaving(@Payload() order: unknown, @Ctx() context: object): Observable<number> {
      return timer(0, streamMs).pipe(
        take(3),
        finalize(() => tell('leaving', order, context)),
      );
    }

    @MessagePattern(patternsOf('late'))
    late(@Payload() order: unknown, @Ctx() context: object): Observable<unknown> {
      return timer(lateMs).pipe(
        map(() => order),
        finalize(() => tell('late', order, context)),
      );
    }

    @MessagePattern(patternsOf('record'))
    record(@Payload() order: unknown, @Ctx() context: object): unknown {
      tell('record', order, context);
      return order;
    }
  }

  return OrdersController;
}

import { Controller } from '@nestjs/common';
import { GrpcMethod, RpcException } from '@nestjs/microservices';
import { finalize, from, map, take, throwError, timer } from 'rxjs';
import type { Observable } from 'rxjs';
import { lateMs, streamMs } from './delays.js';
import type { GrpcOrder } from './order.js';
import { tell } from './tell.js';

/** The controller that answers what comes over gRPC. */
@Controller()
export class OrdersController {
  @GrpcMethod('Orders', 'one')
  one(order: GrpcOrder, _: unknown, call: object): GrpcOrder {
    tell('one', order, call);
    return order;
  }

  @GrpcMethod('Orders', 'three')
  three(order: GrpcOrder, _: unknown, call: object): Observable<GrpcOrder> {
    tell('three', order, call);
    return from([{ ...order, id: 1 }, order, { ...order, id: 3 }]);
  }

  @GrpcMethod('Orders', 'failing')
  failing(order: GrpcOrder, _: unknown, call: object): Observable<never> {
    tell('failing', order, call);
    return throwError(() => new RpcException('card declined'));
  }

  @GrpcMethod('Orders', 'leaving')
  leaving(order: GrpcOrder, _: unknown, call: object): Observable<GrpcOrder> {
    return timer(0, streamMs).pipe(
      take(3),
      map((id) => ({ ...order, id })),
      finalize(() => tell('leaving', order, call)),
    );
  }

  @GrpcMethod('Orders', 'late')
  late(order: GrpcOrder, _: unknown, call: object): Observable<GrpcOrder> {
    return timer(lateMs).pipe(
      map(() => order),
      finalize(() => tell('late', order, call)),
    );
  }

  @GrpcMethod('Orders', 'record')
  async record(order: GrpcOrder, _: unknown, call: object): Promise<GrpcOrder> {
    await Promise.resolve();
    tell('record', order, call);
    return order;
  }

  @GrpcMethod('Orders', 'deadline')
  deadline(order: GrpcOrder, _: unknown, call: object): Observable<GrpcOrder> {
    return timer(lateMs).pipe(
      map(() => order),
      finalize(() => tell('deadline', order, call)),
    );
  }
}

import {
  BadRequestException,
  Catch,
  Inject,
  Injectable,
  Scope,
  UseFilters,
  UseGuards,
  UseInterceptors,
  UsePipes,
} from '@nestjs/common';
import type {
  ArgumentsHost,
  CallHandler,
  CanActivate,
  ExceptionFilter,
  NestInterceptor,
  PipeTransform,
  Type,
} from '@nestjs/common';
import { REQUEST } from '@nestjs/core';
import {
  Ack,
  BaseWsExceptionFilter,
  ConnectedSocket,
  MessageBody,
  SubscribeMessage,
  WebSocketGateway,
  WsException,
} from '@nestjs/websockets';
import type { WsResponse } from '@nestjs/websockets';
import { trace } from '@opentelemetry/api';
import { Observable, catchError, concat, from, of, throwError } from 'rxjs';
import { runInSpan } from '../../../../lib/index.js';
import { activeEntrySpan } from '../../../../lib/spans/entry-span.js';

class DatabaseDown extends Error {}
class Teapot extends Error {}

/** Span id each part of the gateway saw as active. */
export const seen: Record<string, string | undefined> = {};

function see(part: string): void {
  seen[part] = trace.getActiveSpan()?.spanContext().spanId;
}

class SeeingGuard implements CanActivate {
  canActivate(): boolean {
    see('guard');
    return true;
  }
}

class DenyingGuard implements CanActivate {
  canActivate(): boolean {
    return false;
  }
}

class SeeingPipe implements PipeTransform {
  transform(value: unknown): unknown {
    see('pipe');
    return value;
  }
}

class SeeingInterceptor implements NestInterceptor {
  intercept(_: unknown, next: CallHandler): Observable<unknown> {
    see('interceptor');
    return next.handle();
  }
}

class RecoveringInterceptor implements NestInterceptor {
  intercept(_: unknown, next: CallHandler): Observable<unknown> {
    return next.handle().pipe(catchError(() => of({ event: 'recovered', data: 1 })));
  }
}

/** Answers in its own way, and not through Nest. */
@Catch(Teapot)
class TeapotFilter implements ExceptionFilter {
  catch(error: unknown, host: ArgumentsHost): void {
    see('filter');
    // As the layer of filters does.
    activeEntrySpan()?.noteError(error);
    const client = host.switchToWs().getClient<{ emit(event: string): void; send?: unknown }>();
    client.emit('teapot');
  }
}

/** Tells the client what was wrong, as the documentation of Nest shows. */
@Catch(BadRequestException)
class BadRequestFilter extends BaseWsExceptionFilter {
  override catch(error: BadRequestException, host: ArgumentsHost): void {
    activeEntrySpan()?.noteError(error);
    super.handleError(host.switchToWs().getClient(), new WsException(error.message), {} as never);
  }
}

/** Has Nest answer with an error of its own kind. */
@Catch(DatabaseDown)
class TranslatingFilter extends BaseWsExceptionFilter {
  override catch(error: DatabaseDown, host: ArgumentsHost): void {
    activeEntrySpan()?.noteError(error);
    super.catch(new WsException('try again later'), host);
  }
}

/** A gateway class of its own for each call, so that one application leaves no mark on another. */
export function makeOrdersGateway(): Type<object> {
  @WebSocketGateway()
  class OrdersGateway {
    @SubscribeMessage('orders.place')
    async place(@MessageBody() order: unknown): Promise<WsResponse> {
      return runInSpan('work', async () => {
        await Promise.resolve();
        return { event: 'placed', data: order };
      });
    }

    @SubscribeMessage('orders.count')
    count(): number {
      return 3;
    }

    @SubscribeMessage('orders.note')
    note(@MessageBody() _: unknown): void {}

    @SubscribeMessage('orders.confirm')
    confirm(@Ack() acknowledge?: (answer: string) => void): string {
      acknowledge?.('by hand');
      return 'not sent where it was acknowledged by hand';
    }

    @SubscribeMessage('orders.list')
    list(): Observable<WsResponse> {
      return new Observable((subscriber) => {
        runInSpan('page', () => {});
        subscriber.add(
          from([1, 2, 3].map((data) => ({ event: 'order', data }))).subscribe(subscriber),
        );
      });
    }

    @SubscribeMessage('orders.refuse')
    refuse(): never {
      throw new WsException('not yours');
    }

    @SubscribeMessage('orders.fail')
    async fail(): Promise<never> {
      await Promise.resolve();
      throw new DatabaseDown('no connection');
    }

    @SubscribeMessage('orders.fail-later')
    failLater(): Observable<unknown> {
      const first = of({ event: 'order', data: 1 });
      return concat(
        first,
        throwError(() => new DatabaseDown('no connection')),
      );
    }

    @UseInterceptors(RecoveringInterceptor)
    @SubscribeMessage('orders.recover')
    recover(): never {
      throw new DatabaseDown('no connection');
    }

    @SubscribeMessage('orders.invalid')
    invalid(): never {
      throw new BadRequestException('no such tea');
    }

    @UseFilters(BadRequestFilter)
    @SubscribeMessage('orders.invalid-told')
    invalidTold(): never {
      throw new BadRequestException('no such tea');
    }

    @UseFilters(TranslatingFilter)
    @SubscribeMessage('orders.translate')
    translate(): never {
      throw new DatabaseDown('no connection');
    }

    @UseGuards(DenyingGuard)
    @SubscribeMessage('orders.forbid')
    forbid(): void {}

    @UseGuards(SeeingGuard)
    @UseInterceptors(SeeingInterceptor)
    @UsePipes(SeeingPipe)
    @UseFilters(TeapotFilter)
    @SubscribeMessage('orders.see')
    seeAll(@ConnectedSocket() _: unknown): never {
      see('handler');
      throw new Teapot('short and stout');
    }
  }
  return OrdersGateway;
}

@Injectable({ scope: Scope.REQUEST })
class ClientInfo {
  constructor(@Inject(REQUEST) readonly client: object) {}
}

/** Made anew for each client. */
@WebSocketGateway()
class ScopedGateway {
  constructor(private readonly info: ClientInfo) {}

  @SubscribeMessage('scoped.find')
  find(): WsResponse {
    see('scoped');
    return { event: 'found', data: typeof this.info.client };
  }
}

export const scoped = { providers: [ScopedGateway, ClientInfo] };

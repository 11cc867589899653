import {
  Controller,
  Get,
  Injectable,
  Param,
  UseFilters,
  UseGuards,
  UseInterceptors,
  UsePipes,
} from '@nestjs/common';
import { Query, Resolver } from '@nestjs/graphql';
import { EventPattern, MessagePattern, Payload } from '@nestjs/microservices';
import { MessageBody, SubscribeMessage, WebSocketGateway } from '@nestjs/websockets';
import type { WsResponse } from '@nestjs/websockets';
import { Span, SpanAttribute } from 'nestjs-tracing';
import {
  AuditInterceptor,
  ClosedGuard,
  OpenGuard,
  Teapot,
  TeapotFilter,
  TrimPipe,
} from './enhancers.js';

export class OutOfTea extends Error {}

@Injectable()
export class OrdersService {
  @Span('orders.find')
  find(@SpanAttribute('order.id') id: string): string {
    return id;
  }

  @Span('orders.brew')
  brew(): never {
    throw new OutOfTea('out of tea');
  }
}

@Controller('orders')
export class OrdersController {
  constructor(private readonly orders: OrdersService) {}

  @UseGuards(ClosedGuard)
  @Get('closed')
  closed(): void {}

  @Get('broken')
  broken(): never {
    return this.orders.brew();
  }

  @UseFilters(TeapotFilter)
  @Get('teapot')
  teapot(): never {
    throw new Teapot('short and stout');
  }

  @UseGuards(OpenGuard)
  @UseInterceptors(AuditInterceptor)
  @UsePipes(TrimPipe)
  @Get(':id')
  find(@Param('id') id: string): string {
    return this.orders.find(id);
  }

  @MessagePattern('orders.count')
  count(): number {
    return 3;
  }

  @MessagePattern('orders.fail')
  fail(): never {
    throw new OutOfTea('out of tea');
  }

  @EventPattern('orders.*')
  changed(@Payload() _: unknown): void {}

  @EventPattern('orders.lost')
  lost(@Payload() _: unknown): void {
    throw new OutOfTea('out of tea');
  }
}

@Resolver()
export class OrdersResolver {
  @Query(() => String)
  order(): string {
    return 'tea';
  }
}

@WebSocketGateway()
export class OrdersGateway {
  @SubscribeMessage('orders.watch')
  watch(@MessageBody() _: unknown): WsResponse {
    return { event: 'watched', data: 1 };
  }

  @SubscribeMessage('orders.fail')
  fail(@MessageBody() _: unknown): never {
    throw new OutOfTea('out of tea');
  }
}

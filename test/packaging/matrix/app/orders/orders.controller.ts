import {
  Body,
  Controller,
  Get,
  Param,
  ParseIntPipe,
  Post,
  Res,
  StreamableFile,
  UseFilters,
  UseGuards,
  UseInterceptors,
} from '@nestjs/common';
import { Observable } from 'rxjs';
import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { CachedInterceptor } from '../enhancers/cached.interceptor.js';
import { EnvelopeInterceptor } from '../enhancers/envelope.interceptor.js';
import { OrderNumberPipe } from '../enhancers/order-number.pipe.js';
import { OutOfStockFilter } from '../enhancers/out-of-stock.filter.js';
import { OwnerGuard } from '../enhancers/owner.guard.js';
import { nodeResponse } from '../enhancers/platform.js';
import { OrdersService } from './orders.service.js';
import { PlaceOrderDto } from './place-order.dto.js';

@Controller({ path: 'orders', version: '1' })
export class OrdersController {
  constructor(private readonly orders: OrdersService) {}

  @Get('foreign')
  @UseGuards(OwnerGuard)
  foreign(): string {
    return 'never reached';
  }

  @Get('broken')
  broken(): Promise<never> {
    return this.orders.readDatabase();
  }

  @Get('unavailable')
  @UseFilters(OutOfStockFilter)
  unavailable(): Promise<never> {
    return this.orders.reserve('lamp');
  }

  @Get('export')
  export(): StreamableFile {
    return new StreamableFile(Readable.from(['1;lamp\n', '2;chair\n']));
  }

  @Get('written')
  write(@Res() response: ServerResponse): void {
    const node = nodeResponse(response);
    node.write('first, ');
    setTimeout(() => node.end('last'), 1);
  }

  @Get('summary')
  summarise(): Promise<string> {
    return this.orders.summarise();
  }

  @Get('observed')
  observe(): Observable<string> {
    return new Observable((subscriber) => {
      const timer = setTimeout(() => {
        subscriber.next('observed');
        subscriber.complete();
      }, 1);
      return () => clearTimeout(timer);
    });
  }

  @Get('cached')
  @UseInterceptors(CachedInterceptor)
  cached(): string {
    return 'never reached';
  }

  @Get(':id')
  @UseGuards(OwnerGuard)
  @UseInterceptors(EnvelopeInterceptor)
  find(@Param('id', ParseIntPipe, OrderNumberPipe) id: number): Promise<{ id: number }> {
    return this.orders.find(id);
  }

  @Post()
  place(@Body() order: PlaceOrderDto): { item: string } {
    return { item: order.item };
  }
}

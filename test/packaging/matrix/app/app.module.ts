import { Module, RequestMethod } from '@nestjs/common';
import type { MiddlewareConsumer, NestModule } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_INTERCEPTOR } from '@nestjs/core';
import { TracingModule } from 'nestjs-tracing';
import { ApiKeyGuard } from './enhancers/api-key.guard.js';
import { AuditInterceptor } from './enhancers/audit.interceptor.js';
import { LastFilter } from './enhancers/last.filter.js';
import { LocaleMiddleware } from './enhancers/locale.middleware.js';
import { maintenance } from './enhancers/maintenance.middleware.js';
import { BasketController } from './orders/basket.controller.js';
import { Basket, Price } from './orders/basket.js';
import { HopsController } from './orders/hops.controller.js';
import { OrdersController } from './orders/orders.controller.js';
import { OrdersService } from './orders/orders.service.js';
import { OrdersV2Controller } from './orders/orders-v2.controller.js';

@Module({
  imports: [TracingModule.forRoot({ serviceName: 'matrix', layers: 'all' })],
  controllers: [OrdersController, OrdersV2Controller, BasketController, HopsController],
  providers: [
    OrdersService,
    Basket,
    Price,
    { provide: APP_GUARD, useClass: ApiKeyGuard },
    { provide: APP_INTERCEPTOR, useClass: AuditInterceptor },
    { provide: APP_FILTER, useClass: LastFilter },
  ],
})
export class AppModule implements NestModule {
  configure(consumer: MiddlewareConsumer): void {
    // One route, since Nest 11.1.4 runs it once for each that a request matches.
    const order = { path: 'orders/:id', method: RequestMethod.GET, version: '1' };
    consumer.apply(LocaleMiddleware).forRoutes(order);
    consumer.apply(maintenance).forRoutes('maintenance', BasketController);
  }
}

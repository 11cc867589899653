import { ApolloDriver } from '@nestjs/apollo';
import type { ApolloDriverConfig } from '@nestjs/apollo';
import { BullModule } from '@nestjs/bullmq';
import { Module } from '@nestjs/common';
import type { MiddlewareConsumer, NestModule } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { EventEmitterModule } from '@nestjs/event-emitter';
import { GraphQLModule } from '@nestjs/graphql';
import { ScheduleModule } from '@nestjs/schedule';
import { TracingModule } from 'nestjs-tracing';
import {
  FindOrderHandler,
  MailsProcessor,
  OrderPlacedHandler,
  OrderSagas,
  PlaceOrderHandler,
  Reports,
  ShipOrderHandler,
} from './background.js';
import { LocaleMiddleware } from './enhancers.js';
import { OrdersController, OrdersGateway, OrdersResolver, OrdersService } from './orders.js';
import { redisAt, unique } from './servers.js';

@Module({
  imports: [
    TracingModule.forRoot({
      serviceName: 'orders',
      exporter: 'memory',
      layers: { minDurationMs: 0, providers: { include: ['OrdersService.find'] } },
      http: { captureHeaders: { request: ['x-tenant'], response: ['x-powered-by'] } },
      graphql: { document: 'hash' },
    }),
    GraphQLModule.forRoot<ApolloDriverConfig>({ driver: ApolloDriver, autoSchemaFile: true }),
    ScheduleModule.forRoot(),
    EventEmitterModule.forRoot(),
    CqrsModule.forRoot(),
    BullModule.forRoot({ connection: redisAt, prefix: unique }),
    BullModule.registerQueue({ name: 'mails' }),
  ],
  controllers: [OrdersController],
  providers: [
    OrdersService,
    OrdersResolver,
    OrdersGateway,
    PlaceOrderHandler,
    ShipOrderHandler,
    FindOrderHandler,
    OrderPlacedHandler,
    OrderSagas,
    Reports,
    MailsProcessor,
  ],
})
export class AppModule implements NestModule {
  configure(consumer: MiddlewareConsumer): void {
    consumer.apply(LocaleMiddleware).forRoutes('orders');
  }
}

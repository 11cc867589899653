import { Module } from '@nestjs/common';
import { ClientsModule } from '@nestjs/microservices';
import { TypeOrmModule } from '@nestjs/typeorm';
import { TracingModule } from 'nestjs-tracing';
import { databaseOptions } from '../shared/database.js';
import { eventTransport } from '../shared/events.js';
import { HealthController, healthRoutes } from '../shared/health.controller.js';
import { InventoryService } from './inventory.service.js';
import { Order } from './order.entity.js';
import { OrdersController } from './orders.controller.js';
import { NOTIFICATIONS, OrdersService } from './orders.service.js';
import { PaymentsService } from './payments.service.js';

@Module({
  imports: [
    TypeOrmModule.forRootAsync({ useFactory: () => databaseOptions([Order]) }),
    TypeOrmModule.forFeature([Order]),
    ClientsModule.register([{ name: NOTIFICATIONS, ...eventTransport }]),
    TracingModule.forRoot({ serviceName: 'orders', http: { ignore: [healthRoutes] } }),
  ],
  controllers: [OrdersController, HealthController],
  providers: [OrdersService, InventoryService, PaymentsService],
})
export class AppModule {}

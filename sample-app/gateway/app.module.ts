import { Module } from '@nestjs/common';
import { TracingModule } from 'nestjs-tracing';
import { CheckoutController } from './checkout.controller.js';
import { OrdersController } from './orders.controller.js';
import { OrdersService } from './orders.service.js';

@Module({
  imports: [TracingModule.forRoot({ serviceName: 'gateway' })],
  controllers: [CheckoutController, OrdersController],
  providers: [OrdersService],
})
export class AppModule {}

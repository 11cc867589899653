import { Module } from '@nestjs/common';
import { TracingModule } from 'nestjs-tracing';
import { CheckoutController } from './checkout.controller.js';
import { OrdersController } from './orders.controller.js';
import { OrdersService } from './orders.service.js';
import { TraceContextController } from './trace-context.controller.js';

@Module({
  imports: [TracingModule.forRoot({ serviceName: 'gateway' })],
  controllers: [CheckoutController, OrdersController, TraceContextController],
  providers: [OrdersService],
})
export class AppModule {}

import { Module } from '@nestjs/common';
import { TracingModule } from 'nestjs-tracing';
import { isReachable } from '../shared/addresses.js';
import { HealthController, healthRoutes } from '../shared/health.controller.js';
import { CheckoutController } from './checkout.controller.js';
import { OrdersController } from './orders.controller.js';
import { OrdersService } from './orders.service.js';
import { TraceContextController } from './trace-context.controller.js';

@Module({
  imports: [TracingModule.forRoot({ serviceName: 'gateway', http: { ignore: [healthRoutes] } })],
  controllers: [
    CheckoutController,
    OrdersController,
    HealthController,
    ...(isReachable ? [] : [TraceContextController]),
  ],
  providers: [OrdersService],
})
export class AppModule {}

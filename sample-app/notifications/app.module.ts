import { Module } from '@nestjs/common';
import { TracingModule } from 'nestjs-tracing';
import { HealthController, healthRoutes } from '../shared/health.controller.js';
import { MailService } from './mail.service.js';
import { OrderEventsController } from './order-events.controller.js';

@Module({
  imports: [
    TracingModule.forRoot({ serviceName: 'notifications', http: { ignore: [healthRoutes] } }),
  ],
  controllers: [OrderEventsController, HealthController],
  providers: [MailService],
})
export class AppModule {}

import { Module } from '@nestjs/common';
import { TracingModule } from 'nestjs-tracing';
import { MailService } from './mail.service.js';
import { OrderEventsController } from './order-events.controller.js';

@Module({
  imports: [TracingModule.forRoot({ serviceName: 'notifications' })],
  controllers: [OrderEventsController],
  providers: [MailService],
})
export class AppModule {}

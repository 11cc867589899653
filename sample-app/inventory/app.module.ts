import { Module } from '@nestjs/common';
import { TracingModule } from 'nestjs-tracing';
import { HealthController, healthRoutes } from '../shared/health.controller.js';
import { StockModule } from './stock.module.js';

@Module({
  imports: [
    StockModule.forRoot(),
    TracingModule.forRoot({ serviceName: 'inventory', http: { ignore: [healthRoutes] } }),
  ],
  controllers: [HealthController],
})
export class AppModule {}

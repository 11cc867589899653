import { Module } from '@nestjs/common';
import { ClientsModule, Transport } from '@nestjs/microservices';
import { TracingModule } from 'nestjs-tracing';
import { ApiKeyGuard } from './api-key.guard.js';
import { OrdersController } from './orders.controller.js';
import { OrdersService } from './orders.service.js';
import { engine, stockAddress } from './settings.js';
import { StockController } from './stock.controller.js';

@Module({
  imports: [
    TracingModule.forRoot({ serviceName: 'bundled', engine }),
    ClientsModule.register([{ name: 'STOCK', transport: Transport.TCP, options: stockAddress }]),
  ],
  controllers: [OrdersController, StockController],
  providers: [OrdersService, ApiKeyGuard],
})
export class AppModule {}

import { Module } from '@nestjs/common';
import { TracingModule } from 'nestjs-tracing';
import { StockModule } from './stock.module.js';

@Module({
  imports: [StockModule.forRoot(), TracingModule.forRoot({ serviceName: 'inventory' })],
})
export class AppModule {}

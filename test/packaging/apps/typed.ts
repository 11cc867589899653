import 'reflect-metadata';
import { Injectable, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Span, TracingModule } from 'nestjs-tracing';
import type { TraceRecorder } from 'nestjs-tracing/testing';

@Injectable()
class OrdersService {
  @Span('orders.count')
  count(): number {
    return 7;
  }
}

@Module({
  imports: [TracingModule.forRoot({ exporter: 'memory', serviceName: 'packaged' })],
  providers: [OrdersService],
})
class AppModule {}

export type SpansOfTest = ReturnType<TraceRecorder['spans']>;

async function main(): Promise<void> {
  const app = await NestFactory.createApplicationContext(AppModule, { logger: ['warn', 'error'] });
  console.log(JSON.stringify(app.get(OrdersService).count()));
  await app.close();
}

void main();

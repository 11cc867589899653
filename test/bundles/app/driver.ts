import 'reflect-metadata';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Redis } from 'ioredis';
import { TracingModule, TracingService } from 'nestjs-tracing';

@Module({ imports: [TracingModule.forRoot({ serviceName: 'driver', exporter: 'memory' })] })
class AppModule {}

/** Asks Redis within a span, and prints the names of all spans. */
async function main(): Promise<void> {
  const app = await NestFactory.createApplicationContext(AppModule, { logger: ['warn', 'error'] });
  const tracing = app.get(TracingService);
  const redis = new Redis(String(process.env.REDIS_URL));
  await tracing.runInSpan('work', () => redis.get('nestjs-tracing:nothing'));
  await redis.quit();
  await app.close();
  process.stdout.write(JSON.stringify(tracing.finishedSpans().map(({ name }) => name)));
}

void main();

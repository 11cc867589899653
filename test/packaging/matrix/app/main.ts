import { ValidationPipe, VersioningType } from '@nestjs/common';
import type { INestApplication } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { AppModule } from './app.module.js';
import { StampInterceptor } from './enhancers/stamp.interceptor.js';

/** Serves on a free port, tells its parent where, and closes when it is told to. */
async function main(): Promise<void> {
  const adapter = process.env.PLATFORM === 'fastify' ? new FastifyAdapter() : new ExpressAdapter();
  const app: INestApplication = await NestFactory.create(AppModule, adapter, { logger: ['warn'] });
  app.setGlobalPrefix('api');
  app.enableVersioning({ type: VersioningType.URI });
  app.useGlobalPipes(new ValidationPipe());
  app.useGlobalInterceptors(new StampInterceptor());
  await app.listen(0, '127.0.0.1');
  process.once('message', () => void app.close().then(() => process.disconnect()));
  process.send?.({ url: await app.getUrl() });
}

void main();

import type { INestApplication } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { configuration } from '../configuration.js';
import type { Platform } from '../subjects.js';
import { AppModule } from './app.module.js';

/** Sockets of the load generator rest between their slices for longer than a server would wait. */
const keepAliveTimeout = 600_000;

/** The application under the configuration of this process, ready to listen. */
export async function createApplication(platform: Platform): Promise<INestApplication> {
  const adapter = platform === 'fastify' ? new FastifyAdapter() : new ExpressAdapter();
  const application = await NestFactory.create(AppModule, adapter, { logger: ['error', 'fatal'] });
  await configuration.onCreated?.(application);
  Object.assign(application.getHttpServer(), { keepAliveTimeout });
  return application;
}

import { Logger } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { MicroserviceOptions } from '@nestjs/microservices';
import { eventTransport } from '../shared/events.js';
import { AppModule } from './app.module.js';

const app = await NestFactory.createMicroservice<MicroserviceOptions>(AppModule, eventTransport);
app.enableShutdownHooks();
await app.listen();
Logger.log('notifications is ready for events', 'Bootstrap');

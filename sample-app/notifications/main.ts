import { Logger } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { MicroserviceOptions } from '@nestjs/microservices';
import { healthPort, listenHost } from '../shared/addresses.js';
import { eventTransport } from '../shared/events.js';
import { AppModule } from './app.module.js';

const app = await NestFactory.create(AppModule);
app.connectMicroservice<MicroserviceOptions>(eventTransport);
app.enableShutdownHooks();
await app.startAllMicroservices();
if (healthPort !== undefined) await app.listen(healthPort, listenHost);
Logger.log('notifications is ready for events', 'Bootstrap');

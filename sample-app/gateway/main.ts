import { Logger, StandardSchemaValidationPipe } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { listenHost, ports, urlOf } from '../shared/addresses.js';
import { AppModule } from './app.module.js';

const app = await NestFactory.create(AppModule);
app.useGlobalPipes(new StandardSchemaValidationPipe());
app.enableShutdownHooks();
await app.listen(ports.gateway, listenHost);
Logger.log(`gateway is ready on ${urlOf('gateway')}`, 'Bootstrap');

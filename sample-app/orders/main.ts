import { Logger } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { listenHost, ports, urlOf } from '../shared/addresses.js';
import { AppModule } from './app.module.js';

const app = await NestFactory.create(AppModule);
app.enableShutdownHooks();
await app.listen(ports.orders, listenHost);
Logger.log(`orders is ready on ${urlOf('orders')}`, 'Bootstrap');

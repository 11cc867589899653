import 'reflect-metadata';
import Module from 'node:module';
import { NestFactory } from '@nestjs/core';
import { Transport } from '@nestjs/microservices';
import type { MicroserviceOptions } from '@nestjs/microservices';
import { ExpressAdapter } from '@nestjs/platform-express';
import { runInSpan } from 'nestjs-tracing';
import { AppModule } from './app.module.js';
import { stockAddress } from './settings.js';

/** Starts, reads one order, closes, and prints which files were loaded by `require`. */
async function main(): Promise<void> {
  const app = await NestFactory.create(AppModule, new ExpressAdapter(), {
    logger: ['warn', 'error'],
  });
  app.connectMicroservice<MicroserviceOptions>({ transport: Transport.TCP, options: stockAddress });
  await app.startAllMicroservices();
  await app.listen(0, '127.0.0.1');
  const url = `${await app.getUrl()}/orders/7`;
  await runInSpan('client', async () => (await fetch(url)).json());
  await app.close();
  process.stdout.write(JSON.stringify(Object.keys(Module.createRequire(process.execPath).cache)));
}

void main();

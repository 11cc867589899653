import type { AddressInfo, Server } from 'node:net';
import type { DynamicModule } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { MicroserviceOptions } from '@nestjs/microservices';
import { OrdersController } from './orders.controller.js';
import { transportNames, transports } from './transports.js';

/** Answers over every transport, tells its parent its port, and closes when it is told to. */
export async function receive(imports: DynamicModule[]): Promise<void> {
  class AppModule {}
  const root = { module: AppModule, imports, controllers: [OrdersController] };
  const app = await NestFactory.create(root, { logger: ['error', 'warn'] });
  const [tcp] = transportNames.map((name) =>
    app.connectMicroservice<MicroserviceOptions>(transports[name]()),
  );
  await app.startAllMicroservices();
  process.once('message', () => void app.close().then(() => process.disconnect()));
  const { port } = tcp!.unwrap<Server>().address() as AddressInfo;
  process.send?.({ port });
}

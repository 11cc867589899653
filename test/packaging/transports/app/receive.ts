import type { AddressInfo, Server } from 'node:net';
import type { DynamicModule, INestApplication, INestMicroservice, Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { MicroserviceOptions } from '@nestjs/microservices';
import { OrdersController } from './grpc-orders.controller.js';
import { ordersControllerOf } from './orders.controller.js';
import { transports } from './transports.js';
import type { TransportName } from './transports.js';

/** Answers over every transport, tells its parent its port, and closes when it is told to. */
export async function receive(imports: DynamicModule[]): Promise<void> {
  const main = await create(
    ['tcp', 'redis', 'rabbitmq', 'nats', 'mqtt5', 'kafka', 'grpc'],
    imports,
  );
  // Both versions of MQTT would hear each message, since they share a broker.
  const other = await create(['mqtt4'], imports);
  const close = () => Promise.all([main.app.close(), other.app.close()]);
  process.once('message', () => void close().then(() => process.disconnect()));
  const { port } = main.servers[0]!.unwrap<Server>().address() as AddressInfo;
  process.send?.({ port });
}

async function create(
  names: readonly TransportName[],
  imports: DynamicModule[],
): Promise<{ app: INestApplication; servers: INestMicroservice[] }> {
  class AppModule {}
  const root = { module: AppModule, imports, controllers: controllersOf(names) };
  const app = await NestFactory.create(root, { logger: ['error', 'warn'] });
  const servers = names.map((name) =>
    app.connectMicroservice<MicroserviceOptions>(transports[name]()),
  );
  await app.startAllMicroservices();
  return { app, servers };
}

function controllersOf(names: readonly TransportName[]): Type[] {
  const controller = ordersControllerOf(names.filter((name) => name !== 'grpc'));
  return names.includes('grpc') ? [controller, OrdersController] : [controller];
}

import { ClientProxyFactory, Transport } from '@nestjs/microservices';
import type { MicroserviceOptions, RmqOptions } from '@nestjs/microservices';
import amqplib from 'amqplib';
import { lastValueFrom } from 'rxjs';
import { host, unique, urls } from './servers.js';

export const overTcp: MicroserviceOptions = {
  transport: Transport.TCP,
  options: { host, port: 0 },
};

export const overRabbitMq: RmqOptions = {
  transport: Transport.RMQ,
  options: {
    urls: [urls.rabbitMq],
    queue: unique,
    queueOptions: { durable: false, autoDelete: true },
    wildcards: true,
  },
};

/** A request, one that fails, and events, over a transport without a broker and one with. */
export async function sendMessages(tcpPort: number): Promise<void> {
  const clients = [
    ClientProxyFactory.create({ transport: Transport.TCP, options: { host, port: tcpPort } }),
    ClientProxyFactory.create(overRabbitMq as object),
  ];
  for (const client of clients) {
    await lastValueFrom(client.send('orders.count', {}));
    await lastValueFrom(client.send('orders.fail', {})).catch(() => undefined);
    await lastValueFrom(client.emit('orders.changed', {}));
    await lastValueFrom(client.emit('orders.lost', {}));
    await client.close();
  }
}

/** What amqplib is told by itself, without Nest's transport. */
export async function publishWithAmqplib(): Promise<void> {
  const connection = await amqplib.connect(urls.rabbitMq);
  const channel = await connection.createChannel();
  const { queue } = await channel.assertQueue('', { exclusive: true });
  const acknowledged = new Promise<void>((resolve) => {
    void channel.consume(queue, (message) => {
      if (message) channel.ack(message);
      resolve();
    });
  });
  channel.sendToQueue(queue, Buffer.from('{}'), { messageId: 'm-1', correlationId: 'c-1' });
  await acknowledged;
  await connection.close();
}

import { Transport, type RmqOptions, type TcpOptions } from '@nestjs/microservices';
import { host, ports } from './addresses.js';
import { namespace } from './server-urls.js';
import { servers } from './servers.js';

/** How events travel from orders to notifications: RabbitMQ, or plain TCP where there is none. */
export const eventTransport = servers.rabbitMqUrl ? overRabbitMq(servers.rabbitMqUrl) : overTcp();

export const ORDER_PLACED = 'order.placed';

export interface OrderPlaced {
  orderId: number;
  customerId: string;
  totalCents: number;
}

function overRabbitMq(url: string) {
  return {
    transport: Transport.RMQ,
    options: {
      urls: [url],
      // The port is part of the name so that a second copy of the system keeps its own events.
      queue: `${namespace}.notifications.${ports.notifications}`,
      queueOptions: { durable: true, autoDelete: true },
    },
  } satisfies RmqOptions;
}

function overTcp() {
  return {
    transport: Transport.TCP,
    options: { host, port: ports.notifications },
  } satisfies TcpOptions;
}

import { once } from 'node:events';
import { connect } from 'node:net';
import { connect as connectNats, headers as natsHeaders } from '@nats-io/transport-node';
import { connect as connectAmqp } from 'amqplib';
import { Redis } from 'ioredis';
import { connectAsync as connectMqtt } from 'mqtt';

export type RawHeaders = Readonly<Record<string, string | Buffer>>;

/** A client of a broker, or a socket, that sends whatever it is given. */
export interface RawSender {
  send(body: string, headers?: RawHeaders): unknown;
  close(): unknown;
}

/** A connection for each message, since the receiver closes one on which it reads nonsense. */
export function rawTcp(port: number): RawSender {
  return {
    send: async (body) => {
      const socket = connect(port, '127.0.0.1');
      socket.on('error', () => {});
      await once(socket, 'connect');
      socket.end(`${body.length}#${body}`);
      socket.resume();
      await once(socket, 'close');
    },
    close: () => {},
  };
}

export function rawRedis(url: string, channel: string): RawSender {
  const client = new Redis(url);
  return { send: (body) => client.publish(channel, body), close: () => client.quit() };
}

export async function rawRabbitMq(url: string, queue: string): Promise<RawSender> {
  const connection = await connectAmqp(url);
  const channel = await connection.createConfirmChannel();
  return {
    send: async (body, headers) => {
      channel.sendToQueue(queue, Buffer.from(body), { headers });
      await channel.waitForConfirms();
    },
    close: () => connection.close(),
  };
}

export async function rawNats(url: string, subject: string): Promise<RawSender> {
  const connection = await connectNats({ servers: [new URL(url).host] });
  return {
    send: async (body, given) => {
      const headers = natsHeaders();
      for (const [name, value] of Object.entries(given ?? {})) {
        headers.append(name, asText(value));
      }
      connection.publish(subject, body, given && { headers });
      await connection.flush();
    },
    close: () => connection.close(),
  };
}

/** @param version 5, which has user properties, or 4, which is MQTT 3.1.1 */
export async function rawMqtt(url: string, topic: string, version: 4 | 5): Promise<RawSender> {
  const client = await connectMqtt(url, { protocolVersion: version });
  return {
    send: async (body, headers) => {
      const userProperties = headers && texts(headers);
      await client.publishAsync(topic, body, userProperties && { properties: { userProperties } });
    },
    close: () => client.endAsync(),
  };
}

function texts(headers: RawHeaders): Record<string, string | string[]> {
  return Object.fromEntries(
    // Twice, since a property may be repeated.
    Object.entries(headers).map(([name, value]) => [name, [asText(value), asText(value)]]),
  );
}

/** Brokers refuse the character zero themselves. */
function asText(value: string | Buffer): string {
  return value.toString().replaceAll('\0', ' ');
}

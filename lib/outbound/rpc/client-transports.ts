import { guarded } from '../../spans/guarded.js';
import { carryInAmqpHeaders } from './carriers/carry-in-amqp-headers.js';
import { carryInPackets, carryInRedisPackets } from './carriers/carry-in-packets.js';
import { carryInMqtt } from './carriers/carry-in-mqtt.js';
import { carryInNatsHeaders } from './carriers/carry-in-nats-headers.js';
import { ClientHops } from './client-hops.js';
import type { ClientLike } from './client-like.interface.js';
import { carryInRecords } from './carriers/carry-in-records.js';
import { describeServer } from './describe-server.js';
import type { ClientName, Microservices } from './load-microservices.js';

interface Transport {
  readonly system: string;
  /** Has the client send the trace context with each message, from the first on. */
  readonly carry: (client: ClientLike) => void;
  /** Where the client connects to when its options do not say. */
  readonly fallback: string;
}

const TRANSPORTS: Readonly<Record<ClientName, Transport>> = {
  ClientTCP: { system: 'tcp', carry: carryInPackets, fallback: 'tcp://localhost:3000' },
  ClientRedis: { system: 'redis', carry: carryInRedisPackets, fallback: 'redis://localhost:6379' },
  ClientRMQ: { system: 'rabbitmq', carry: carryInAmqpHeaders, fallback: 'amqp://localhost' },
  ClientNats: { system: 'nats', carry: carryInNatsHeaders, fallback: 'nats://localhost' },
  ClientMqtt: { system: 'mqtt', carry: carryInMqtt, fallback: 'mqtt://localhost' },
  ClientKafka: { system: 'kafka', carry: carryInRecords, fallback: 'kafka://localhost:9092' },
};

export const CLIENT_NAMES = Object.keys(TRANSPORTS) as ClientName[];

const CUSTOM: Transport = { system: 'nestjs', carry: carryInPackets, fallback: '' };

const known = new WeakMap<object, ClientHops>();

/** The spans of a client, which from now on sends the trace context with each message. */
export function prepareClient(client: ClientLike, microservices: Microservices): ClientHops {
  const prepared = known.get(client);
  if (prepared !== undefined) {
    return prepared;
  }
  const { system, carry, fallback } = transportOf(client, microservices);
  guarded('preparing a client to carry the trace context', carry, client);
  // The client of TCP keeps its options as fields of its own.
  const options = client.options ?? client;
  const server = guarded('describing a client', describeServer, options, fallback) ?? {};
  const hops = new ClientHops(client, system, server);
  known.set(client, hops);
  return hops;
}

function transportOf(client: ClientLike, microservices: Microservices): Transport {
  for (const name of CLIENT_NAMES) {
    if (isInstance(client, microservices[name])) {
      return TRANSPORTS[name];
    }
  }
  return CUSTOM;
}

function isInstance(client: object, type: { readonly prototype: object } | undefined): boolean {
  return type !== undefined && Object.prototype.isPrototypeOf.call(type.prototype, client);
}

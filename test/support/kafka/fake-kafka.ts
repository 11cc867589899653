import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { KafkaGroups } from './kafka-groups.js';
import { KafkaLog } from './kafka-log.js';
import { int16, int32, KafkaReader, list } from './kafka-wire.js';
import type { FakeServer } from '../fake-server.interface.js';
import type { KafkaApi } from './kafka-api.interface.js';

const API_VERSIONS = 18;
const API_VERSIONS_VERSION = 2;

/** A broker that tests can have go wrong. */
export interface FakeKafka extends FakeServer {
  /** Refuses from now on what is produced to a topic. */
  forbid(topic: string): void;
  /** Leaves requests without an answer from now on. */
  fallSilent(): void;
  /** Is gone, with all its connections. */
  hangUp(): void;
}

/**
 * As much of a Kafka broker as KafkaJS needs to produce and to consume in a group: topics exist when
 * they are named, a group has one member, and record batches are kept and handed out as they came.
 * There are no transactions, no rebalancing, no compression, no limits of size and no other broker.
 *
 * @param partitions how many each topic has
 */
export async function startFakeKafka(partitions = 1): Promise<FakeKafka> {
  const apis: KafkaApi[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    answerRequests(socket, apis);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  const log = new KafkaLog(port, partitions);
  apis.push(...log.apis(), ...new KafkaGroups(port).apis());
  return {
    address: `127.0.0.1:${port}`,
    forbid: (topic) => log.forbid(topic),
    fallSilent: () => sockets.forEach((socket) => socket.removeAllListeners('data')),
    hangUp: () => {
      server.close();
      sockets.forEach((socket) => socket.destroy());
    },
    close: () => server.close(),
  };
}

function answerRequests(socket: Socket, apis: readonly KafkaApi[]): void {
  let received = Buffer.alloc(0);
  socket.on('error', () => socket.destroy());
  socket.on('data', (chunk) => {
    received = Buffer.concat([received, chunk]);
    while (received.length >= 4 && received.length >= 4 + received.readInt32BE(0)) {
      const end = 4 + received.readInt32BE(0);
      void answerTo(new KafkaReader(received.subarray(4, end)), apis).then((answer) =>
        socket.write(Buffer.concat([int32(answer.length), answer])),
      );
      received = received.subarray(end);
    }
  });
}

async function answerTo(request: KafkaReader, apis: readonly KafkaApi[]): Promise<Buffer> {
  const [key, version, correlationId] = [request.int16(), request.int16(), request.int32()];
  request.string(); // The client's name.
  const body =
    key === API_VERSIONS
      ? describeApis(apis)
      : await apis.find((api) => api.key === key && api.version === version)?.answer(request);
  if (body === undefined) {
    throw new Error(`The fake broker has no version ${version} of request ${key}.`);
  }
  return Buffer.concat([int32(correlationId), body]);
}

function describeApis(apis: readonly KafkaApi[]): Buffer {
  const all = [...apis, { key: API_VERSIONS, version: API_VERSIONS_VERSION }];
  const versions = list(all, ({ key, version }) => [int16(key), int16(version), int16(version)]);
  return Buffer.concat([int16(0), versions, int32(0)]);
}

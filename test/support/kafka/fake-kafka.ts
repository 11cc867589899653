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

/**
 * As much of a Kafka broker as KafkaJS needs to produce and to consume in a group: topics exist when
 * they are named and have one partition, a group has one member, and record batches are kept and
 * handed out as they came. There are no transactions, no rebalancing and no other broker.
 */
export async function startFakeKafka(): Promise<FakeServer> {
  const apis: KafkaApi[] = [];
  const server = createServer((socket) => answerRequests(socket, apis));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  apis.push(...new KafkaLog(port).apis(), ...new KafkaGroups(port).apis());
  return { address: `127.0.0.1:${port}`, close: () => server.close() };
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

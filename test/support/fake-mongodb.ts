import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { BSON } from 'mongodb';

/** Says yes to whatever a client of MongoDB asks, and finds nothing. */
export interface FakeMongodb {
  readonly url: string;
  close(): void;
}

const headerBytes = 16;
const opMsg = 2013;
const documentSequence = 1;

/**
 * Enough of the protocol for drivers that speak OP_MSG from the first message on, as they do with
 * `serverApi`: for machines where the real server cannot be installed.
 */
export async function startFakeMongodb(): Promise<FakeMongodb> {
  const server = createServer(serve);
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  return { url: `mongodb://127.0.0.1:${port}`, close: () => server.close() };
}

function serve(socket: Socket): void {
  let pending = Buffer.alloc(0);
  socket.on('error', () => socket.destroy());
  socket.on('data', (data) => {
    pending = Buffer.concat([pending, data]);
    while (pending.length >= headerBytes && pending.length >= pending.readInt32LE(0)) {
      const end = pending.readInt32LE(0);
      socket.write(reply(pending.subarray(0, end)));
      pending = pending.subarray(end);
    }
  });
}

function reply(request: Buffer): Buffer {
  const body = BSON.serialize({ ok: 1, ...answer(bodyOf(request)) });
  const head = Buffer.alloc(headerBytes + 5);
  head.writeInt32LE(head.length + body.length, 0);
  head.writeInt32LE(request.readInt32LE(4), 8);
  head.writeInt32LE(opMsg, 12);
  return Buffer.concat([head, body]);
}

/** The first section that is the command itself; documents may come as sections before it. */
function bodyOf(request: Buffer): BSON.Document {
  let at = headerBytes + 4;
  while (request[at] === documentSequence) {
    at += 1 + request.readInt32LE(at + 1);
  }
  return BSON.deserialize(request.subarray(at + 1, at + 1 + request.readInt32LE(at + 1)));
}

function answer(command: BSON.Document): BSON.Document {
  if ('hello' in command) {
    return { isWritablePrimary: true, minWireVersion: 0, maxWireVersion: 25 };
  }
  const name = Object.keys(command)[0] ?? '';
  const ns = `${command.$db}.${command[name]}`;
  return 'find' in command || 'aggregate' in command
    ? { cursor: { id: BSON.Long.ZERO, ns, firstBatch: [] } }
    : { n: 1 };
}

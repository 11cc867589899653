import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { BSON } from 'mongodb';
import type { FakeServer } from './fake-server.interface.js';

type Document = Record<string, unknown>;
type Answers = Readonly<Record<string, (command: Document) => Document>>;

const OP_MSG = 2013;
const HEADER_LENGTH = 16;
const SEQUENCE_SECTION = 1;

/**
 * As much of MongoDB as its driver needs to insert and find: OP_MSG with `hello`, `insert`, `find`,
 * `update`, `delete`, `aggregate` and `endSessions`. A query matches every document of its
 * collection; an update changes, and an aggregation finds nothing. There are no cursors, transactions, replica sets, or legacy messages; the client has to ask for
 * `serverApi: '1'`, with which it sends none.
 */
export async function startFakeMongodb(): Promise<FakeServer> {
  const answers = answersFrom(new Map());
  const server = createServer((socket) => answerMessages(socket, answers));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  return { address: `mongodb://127.0.0.1:${port}`, close: () => server.close() };
}

function answersFrom(collections: Map<string, Document[]>): Answers {
  return {
    hello: () => ({
      isWritablePrimary: true,
      minWireVersion: 0,
      maxWireVersion: 25,
      maxBsonObjectSize: 16_777_216,
      maxMessageSizeBytes: 48_000_000,
      maxWriteBatchSize: 100_000,
      logicalSessionTimeoutMinutes: 30,
    }),
    insert: (command) => {
      const name = String(command['insert']);
      const documents = command['documents'] as Document[];
      collections.set(name, [...(collections.get(name) ?? []), ...documents]);
      return { n: documents.length };
    },
    find: (command) => {
      const name = String(command['find']);
      const firstBatch = collections.get(name) ?? [];
      return {
        cursor: { id: BSON.Long.ZERO, ns: `${String(command['$db'])}.${name}`, firstBatch },
      };
    },
    delete: (command) => {
      const name = String(command['delete']);
      const n = collections.get(name)?.length ?? 0;
      collections.delete(name);
      return { n };
    },
    aggregate: (command) => ({
      cursor: {
        id: BSON.Long.ZERO,
        ns: `${String(command['$db'])}.${String(command['aggregate'])}`,
        firstBatch: [],
      },
    }),
    update: () => ({ n: 1, nModified: 1 }),
    endSessions: () => ({}),
  };
}

function answerMessages(socket: Socket, answers: Answers): void {
  let received = Buffer.alloc(0);
  socket.on('error', () => socket.destroy());
  socket.on('data', (chunk) => {
    received = Buffer.concat([received, chunk]);
    while (received.length >= HEADER_LENGTH && received.length >= received.readInt32LE(0)) {
      const length = received.readInt32LE(0);
      socket.write(answerTo(received.subarray(0, length), answers));
      received = received.subarray(length);
    }
  });
}

function answerTo(message: Buffer, answers: Answers): Buffer {
  const command = readCommand(message);
  const [name = ''] = Object.keys(command);
  const answer = answers[name];
  const body: Document =
    answer === undefined
      ? { ok: 0, code: 59, errmsg: `The fake server has no "${name}".` }
      : { ok: 1, ...answer(command) };
  return writeMessage(message.readInt32LE(4), body);
}

/** The body of a message, with the documents that follow it as sequences. */
function readCommand(message: Buffer): Document {
  let command: Document = {};
  let offset = HEADER_LENGTH + 4;
  while (offset < message.length) {
    const kind = message[offset];
    const size = message.readInt32LE(offset + 1);
    const section = message.subarray(offset + 1, offset + 1 + size);
    command =
      kind === SEQUENCE_SECTION
        ? { ...command, ...readSequence(section) }
        : { ...BSON.deserialize(section), ...command };
    offset += 1 + size;
  }
  return command;
}

function readSequence(section: Buffer): Document {
  const nameEnd = section.indexOf(0, 4);
  const documents: Document[] = [];
  let offset = nameEnd + 1;
  while (offset < section.length) {
    const size = section.readInt32LE(offset);
    documents.push(BSON.deserialize(section.subarray(offset, offset + size)));
    offset += size;
  }
  return { [section.toString('utf8', 4, nameEnd)]: documents };
}

function writeMessage(responseTo: number, body: Document): Buffer {
  const document = BSON.serialize(body);
  const message = Buffer.alloc(HEADER_LENGTH + 5 + document.length);
  message.writeInt32LE(message.length, 0);
  message.writeInt32LE(responseTo, 8);
  message.writeInt32LE(OP_MSG, 12);
  message.set(document, HEADER_LENGTH + 5);
  return message;
}

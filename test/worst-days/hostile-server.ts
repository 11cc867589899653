import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';

/** What a server does with a request once it has begun to arrive; each on a connection of its own. */
export type Behaviour = (socket: Socket) => void;

const OK = 'HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n';

/** Ways of a collector, or of what stands in its place, to be no use. */
export const behaviours = {
  'resets in the middle of a request': (socket) => socket.resetAndDestroy(),
  'hangs up in the middle of a request': (socket) => socket.end(),
  'never answers': () => {},
  'does not speak HTTP': (socket) => socket.end('SSH-2.0-OpenSSH_9.6\r\n'),
  // Many at a time: one by one they would keep this process busy for seconds.
  'sends endless headers': (socket) =>
    pour(socket, 'HTTP/1.1 200 OK\r\n', 'x-more: and more\r\n'.repeat(1_000)),
  'breaks off its answer': (socket) =>
    socket.end('HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\nshort'),
  'sends more than it announced': (socket) =>
    socket.end('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nmuch more than that'),
  'wants to talk another protocol': (socket) =>
    socket.end('HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n'),
} satisfies Record<string, Behaviour>;

/** Answers that are none, but say that the spans were taken. */
export const odd = {
  'sends an endless body': (socket) => pour(socket, 'HTTP/1.1 200 OK\r\n\r\n', 'x'.repeat(16_384)),
  'sends what it says is gzip': (socket) =>
    socket.end('HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: 4\r\n\r\nbomb'),
} satisfies Record<string, Behaviour>;

/** A server on loopback that misbehaves until it is told to take what comes. */
export class HostileServer {
  behaviour: Behaviour | 'well' = 'well';
  requests = 0;
  readonly #sockets = new Set<Socket>();
  readonly #server: Server = createServer((socket) => this.#serve(socket));

  async start(): Promise<this> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    return this;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  get openSockets(): number {
    return this.#sockets.size;
  }

  async stop(): Promise<void> {
    this.#sockets.forEach((socket) => socket.destroy());
    this.#server.close();
    await once(this.#server, 'close');
  }

  #serve(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on('close', () => this.#sockets.delete(socket));
    socket.on('error', () => {});
    socket.on('data', (chunk) => {
      if (chunk.includes('POST ')) {
        this.requests += 1;
        if (this.behaviour === 'well') socket.end(OK);
        else this.behaviour(socket);
      }
    });
  }
}

function pour(socket: Socket, head: string, rest: string): void {
  socket.write(head);
  const more = (): void => {
    while (!socket.destroyed && socket.write(rest));
  };
  socket.on('drain', more);
  more();
}

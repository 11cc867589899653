import { once } from 'node:events';
import type { INestApplication } from '@nestjs/common';
import { WsAdapter } from '@nestjs/platform-ws';
import { io } from 'socket.io-client';
import { WebSocket } from 'ws';
import { waitFor } from '../../../support/wait-for.js';

/** A client of a gateway, and everything it has received so far, as it came. */
export interface GatewayClient {
  readonly received: string[];
  /** Sends a message, with an acknowledgement asked for where the protocol knows such. */
  send(event: string, data?: unknown): void;
  /** Waits until as many messages have come as said. */
  receive(count: number): Promise<string[]>;
  close(): Promise<void>;
}

/** One of Nest's WebSocket adapters, and a client that speaks to it. */
export interface GatewayPlatform {
  readonly name: string;
  readonly protocol: string;
  /** What `main.ts` does to choose the adapter. */
  readonly prepare?: (app: INestApplication) => void;
  readonly connect: (url: string, headers?: Record<string, string>) => Promise<GatewayClient>;
}

/** The one Nest chooses by itself. */
export const socketIo: GatewayPlatform = {
  name: 'socket.io',
  protocol: 'socket.io',
  async connect(url, extraHeaders = {}) {
    const socket = io(url, { extraHeaders, forceNew: true, transports: ['websocket'] });
    const received: string[] = [];
    socket.onAny((...message) => received.push(JSON.stringify(message)));
    await waitFor('the connection', () => socket.connected);
    return {
      received,
      send: (event, data) =>
        socket.emit(event, data, (answer: unknown) =>
          received.push(`acknowledged ${JSON.stringify(answer)}`),
        ),
      receive: (count) => receive(received, count),
      close: async () => {
        socket.disconnect();
        await waitFor('the disconnection', () => socket.disconnected);
      },
    };
  },
};

export const ws: GatewayPlatform = {
  name: 'ws',
  protocol: 'websocket',
  prepare: (app) => app.useWebSocketAdapter(new WsAdapter(app)),
  async connect(url, headers = {}) {
    const { socket, received } = await openWebSocket(url, headers);
    return {
      received,
      send: (event, data) => socket.send(JSON.stringify({ event, data })),
      receive: (count) => receive(received, count),
      close: async () => {
        socket.close();
        await once(socket, 'close');
      },
    };
  },
};

/** A WebSocket to send frames of any kind through. */
export async function openWebSocket(url: string, headers: Record<string, string> = {}) {
  const socket = new WebSocket(url.replace('http', 'ws'), { headers });
  const received: string[] = [];
  socket.on('message', (frame: Buffer) => received.push(frame.toString()));
  await once(socket, 'open');
  return { socket, received };
}

export const platforms: [name: string, GatewayPlatform][] = [
  [socketIo.name, socketIo],
  [ws.name, ws],
];

async function receive(received: string[], count: number): Promise<string[]> {
  await waitFor(`${count} messages`, () => received.length >= count);
  return received;
}

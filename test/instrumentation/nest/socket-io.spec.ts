import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import {
  SubscribeMessage,
  WebSocketGateway,
  WebSocketServer,
  WsException,
} from '@nestjs/websockets';
import type { WsResponse } from '@nestjs/websockets';
import { Server } from 'socket.io';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { socketIo } from '../../inbound/websocket/support/clients.js';
import type { GatewayClient } from '../../inbound/websocket/support/clients.js';
import { tree } from '../../support/span-tree.js';
import { startTracedApplication } from '../../support/traced-application.js';
import type { TracedApplication } from '../../support/traced-application.js';

@WebSocketGateway()
class OrdersGateway {
  @WebSocketServer()
  readonly server!: Server;

  handleConnection(): void {}

  @SubscribeMessage('find')
  find(): string {
    return 'tea';
  }

  @SubscribeMessage('place')
  place(): WsResponse {
    this.server.to('kitchen').emit('placed', 'tea');
    return { event: 'thanks', data: 'tea' };
  }

  @SubscribeMessage('decline')
  decline(): never {
    throw new WsException('no tea');
  }
}

let traced: TracedApplication;

beforeAll(async () => {
  const instrumentations = { http: false, undici: false };
  traced = await startTracedApplication({ providers: [OrdersGateway] }, { instrumentations });
});
beforeEach(() => traced.reset());
afterAll(() => traced.close());

describe('a gateway, with the instrumentation of socket.io installed', () => {
  let client: GatewayClient;

  beforeEach(async () => {
    client = await socketIo.connect(traced.url);
  });

  it('has one span for a connection', async () => {
    await client.close();

    expect(await traced.treeOf(1)).toBe('SERVER OrdersGateway.handleConnection');
  });

  it('has one SERVER span for a message, and one for each event sent by its handler', async () => {
    client.send('find');
    client.send('place');
    client.send('decline');
    await client.receive(3);
    await client.close();

    expect(await traced.treeOf(9)).toBe(
      tree(`
        SERVER OrdersGateway.handleConnection
        SERVER find
          OrdersGateway.find
        SERVER place
          OrdersGateway.place
            PRODUCER send /
        SERVER decline
          OrdersGateway.decline
          PRODUCER send /
      `),
    );
  });

  it('begins no trace for an event sent outside of one', async () => {
    traced.app.get(OrdersGateway).server.emit('closing', 'soon');
    await client.receive(1);
    await client.close();

    expect(await traced.treeOf(1)).toBe('SERVER OrdersGateway.handleConnection');
  });
});

describe('a server of socket.io beside Nest', () => {
  it('keeps the spans of its instrumentation', async () => {
    const http = createServer();
    const server = new Server(http);
    server.on('connection', (socket) => {
      socket.on('find', (_: unknown, acknowledge: (answer: string) => void) => {
        socket.emit('found', 'tea');
        acknowledge('tea');
      });
    });
    await once(http.listen(0, '127.0.0.1'), 'listening');

    const { port } = http.address() as AddressInfo;
    const client = await socketIo.connect(`http://127.0.0.1:${port}`);
    client.send('find', 'tea');
    await client.receive(2);
    await client.close();
    await server.close();

    expect(await traced.treeOf(3)).toBe(
      tree(`
        CONSUMER receive /
        CONSUMER receive /
          PRODUCER send /
      `),
    );
  });
});

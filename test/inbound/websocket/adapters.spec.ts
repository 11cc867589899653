import { once } from 'node:events';
import { createServer, connect } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { UseInterceptors } from '@nestjs/common';
import type { WebSocketAdapter, WsMessageHandler } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { WsAdapter } from '@nestjs/platform-ws';
import { SubscribeMessage, WebSocketGateway } from '@nestjs/websockets';
import type { WsResponse } from '@nestjs/websockets';
import { InMemorySpanExporter } from '@opentelemetry/sdk-trace-node';
import type { Observable } from 'rxjs';
import { describe, expect, it } from 'vitest';
import {
  TracingInterceptor,
  TracingModule,
  injectTraceContext,
  runInSpan,
} from '../../../lib/index.js';
import { findFreePorts } from '../../support/free-ports.js';
import { tree } from '../../support/span-tree.js';
import { testEngine } from '../../support/test-engine.js';
import { startTracedApplication } from '../../support/traced-application.js';
import { waitFor } from '../../support/wait-for.js';
import { openWebSocket, socketIo, ws } from './support/clients.js';

const traceId = '0af7651916cd43dd8448eb211c80319c';
const traceparent = `00-${traceId}-b7ad6b7169203331-01`;

@WebSocketGateway()
class EchoGateway {
  handleConnection(): void {
    runInSpan('greet', () => {});
  }

  @SubscribeMessage('echo')
  echo(): WsResponse<object> {
    return { event: 'context', data: injectTraceContext({}) };
  }
}

/** An adapter of the user's own: lines of JSON over TCP, `[event, data]`. */
class LineAdapter implements WebSocketAdapter<Server, Socket> {
  port = 0;

  create(): Server {
    const server = createServer().listen(0, '127.0.0.1');
    server.on('listening', () => {
      this.port = (server.address() as AddressInfo).port;
    });
    return server;
  }

  bindClientConnect(server: Server, callback: (client: Socket) => void): void {
    server.on('connection', callback);
  }

  bindMessageHandlers(
    client: Socket,
    handlers: WsMessageHandler[],
    transform: (answer: unknown) => Observable<unknown>,
  ): void {
    createInterface(client).on('line', (line) => {
      const [event, data] = JSON.parse(line) as [string, unknown];
      const { callback } = handlers.find(({ message }) => message === event)!;
      transform(callback(data)).subscribe((answer) => client.write(JSON.stringify(answer)));
    });
  }

  close(server: Server): void {
    server.close();
  }

  /** Not in the interface, but Nest calls it. */
  dispose(): void {}
}

describe('an adapter of the user', () => {
  it('has its messages traced like any other', async () => {
    const adapter = new LineAdapter();
    const traced = await startTracedApplication(
      { providers: [EchoGateway] },
      { layers: false },
      { prepare: (app) => app.useWebSocketAdapter(adapter) },
    );
    const client = connect(await waitFor('the server', () => adapter.port));

    client.write(`${JSON.stringify(['echo', { traceparent }])}\n`);
    const [answer] = (await once(client, 'data')) as [Buffer];

    expect(answer.toString()).toContain(traceId);
    expect(await traced.treeOf(3)).toBe(
      tree(`
        SERVER EchoGateway.handleConnection
          greet
        SERVER echo
      `),
    );
    expect((await traced.span('echo')).attributes).not.toHaveProperty('network.protocol.name');
    client.destroy();
    await traced.close();
  });
});

describe('a gateway', () => {
  it('has no second span of TracingInterceptor', async () => {
    @UseInterceptors(TracingInterceptor)
    @WebSocketGateway()
    class InterceptedGateway {
      @SubscribeMessage('count')
      count(): number {
        return 3;
      }
    }
    const providers = [InterceptedGateway];
    const traced = await startTracedApplication({ providers }, { layers: false }, ws);
    const client = await ws.connect(traced.url);

    client.send('count');
    await client.receive(1);

    expect(await traced.treeOf(1)).toBe('SERVER count');
    await client.close();
    await traced.close();
  });

  it('is traced beside Fastify', async () => {
    const traced = await startTracedApplication(
      { providers: [EchoGateway] },
      { layers: false },
      { adapter: new FastifyAdapter() },
    );
    const client = await socketIo.connect(traced.url);

    client.send('echo', { traceparent });

    expect((await traced.span('echo')).spanContext().traceId).toBe(traceId);
    await client.close();
    await traced.close();
  });

  it('is traced in a microservice, on a port of its own', async () => {
    const [port = 0] = await findFreePorts(1);
    @WebSocketGateway(port)
    class PortGateway extends EchoGateway {}
    const exporter = new InMemorySpanExporter();
    const tracing = TracingModule.forRoot({
      engine: testEngine,
      exporter,
      instrumentations: false,
    });
    const root = { module: class {}, imports: [tracing], providers: [PortGateway] };
    const options = { host: '127.0.0.1', port: 0 };
    const app = await NestFactory.createMicroservice(root, { options, logger: false });
    await app.listen();
    const client = await socketIo.connect(`http://127.0.0.1:${port}`);

    client.send('echo', { traceparent });

    const span = await waitFor('the span', () =>
      exporter.getFinishedSpans().find(({ name }) => name === 'echo'),
    );
    expect(span.spanContext().traceId).toBe(traceId);
    await client.close();
    await app.close();
  });
});

describe('a message that is not sampled', () => {
  it('makes no span, and says in what leaves that it is not sampled', async () => {
    const traced = await startTracedApplication(
      { providers: [EchoGateway] },
      { layers: false, sampling: { ratio: 0 } },
      ws,
    );
    const client = await ws.connect(traced.url);

    client.send('echo', { traceparent: traceparent.replace(/01$/, '00') });
    client.send('echo');
    await client.receive(2);

    expect(client.received[0]).toMatch(new RegExp(`"traceparent":"00-${traceId}-[\\da-f]{16}-00"`));
    expect(client.received[1]).toMatch(/"traceparent":"00-(?!0{32})[\da-f]{32}-[\da-f]{16}-00"/);
    await client.close();
    expect(traced.spans()).toEqual([]);
    await traced.close();
  });
});

describe('tracing that is switched off', () => {
  it('leaves adapter and gateways alone', async () => {
    @WebSocketGateway()
    class UntouchedGateway extends EchoGateway {
      override handleConnection(): void {}
    }
    const { handleConnection } = UntouchedGateway.prototype;
    const tracing = TracingModule.forRoot({ enabled: false });
    const root = { module: class {}, imports: [tracing], providers: [UntouchedGateway] };
    const app = await NestFactory.create(root, { logger: false });
    const adapter = new WsAdapter(app);
    app.useWebSocketAdapter(adapter);
    await app.listen(0, '127.0.0.1');
    const { socket, received } = await openWebSocket(await app.getUrl());

    socket.send('{"event":"echo"}');

    await waitFor('the answer', () => received.length > 0);
    expect(UntouchedGateway.prototype.handleConnection).toBe(handleConnection);
    expect(Object.hasOwn(adapter, 'bindMessageHandlers')).toBe(false);
    socket.terminate();
    await app.close();
  });
});

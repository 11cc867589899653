import { createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { ClientProxyFactory, Transport } from '@nestjs/microservices';
import type { ClientProxy } from '@nestjs/microservices';
import { Controller } from '@nestjs/common';
import { MessagePattern, RpcException } from '@nestjs/microservices';
import { SpanStatusCode } from '@opentelemetry/api';
import { NEVER, firstValueFrom, from, lastValueFrom, take, timeout, toArray } from 'rxjs';
import type { Observable } from 'rxjs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { findFreePorts } from '../support/free-ports.js';
import { listenTo, tcpWire } from '../support/microservice.js';
import { startTracedApplication } from '../support/traced-application.js';
import type { TracedApplication } from '../support/traced-application.js';

const host = '127.0.0.1';

@Controller()
class OrdersController {
  @MessagePattern('refuse')
  refuse(): never {
    throw new RpcException({ code: 'SOLD_OUT', message: 'sold out' });
  }

  @MessagePattern('wait')
  wait(): Observable<never> {
    return NEVER;
  }

  @MessagePattern('list')
  list(): Observable<number> {
    return from([1, 2, 3]);
  }
}

describe('a request that fails', () => {
  let traced: TracedApplication;
  let client: ClientProxy;

  beforeAll(async () => {
    traced = await startTracedApplication({ controllers: [OrdersController] });
    client = await listenTo(traced.app, tcpWire);
  });

  beforeEach(() => traced.reset());

  afterAll(async () => {
    await client.close();
    await traced.close();
  });

  /** Of the CLIENT or PRODUCER span: it says where it was sent to. */
  const failureOf = async (name: string) => {
    await traced.span(name);
    const sent = traced
      .spans()
      .find((span) => span.name === name && span.attributes['server.address'] === host);
    return [sent?.status.code, sent?.attributes['error.type']];
  };

  it.each([
    ['TCP', (port: number) => ({ transport: Transport.TCP, options: { host, port } })],
    [
      'NATS',
      (port: number) => ({
        transport: Transport.NATS,
        options: { servers: [`${host}:${port}`], reconnect: false },
      }),
    ],
    [
      'RabbitMQ',
      (port: number) => ({
        transport: Transport.RMQ,
        options: { urls: [`amqp://${host}:${port}`], maxConnectionAttempts: 1 },
      }),
    ],
  ])('says that nobody listens: %s', async (_, clientFor) => {
    const [port = 0] = await findFreePorts(1);
    const lost = ClientProxyFactory.create(clientFor(port) as object);

    await expect(firstValueFrom(lost.send('lost', {}))).rejects.toBeDefined();

    const [status, type] = await failureOf('lost');
    expect(status).toBe(SpanStatusCode.ERROR);
    expect(type).toMatch(/^(ECONNREFUSED|ConnectionError)$/);
    await lost.close();
  });

  it('says that the other side refused it', async () => {
    await expect(firstValueFrom(client.send('refuse', {}))).rejects.toEqual({
      code: 'SOLD_OUT',
      message: 'sold out',
    });

    expect(await failureOf('refuse')).toEqual([SpanStatusCode.ERROR, 'RpcException']);
  });

  it('says that nobody handles it', async () => {
    await expect(firstValueFrom(client.send('nobody', {}))).rejects.toBeDefined();

    expect(await failureOf('nobody')).toEqual([SpanStatusCode.ERROR, 'RpcException']);
  });

  it('says that the connection was closed before an answer came', async () => {
    const sockets: Socket[] = [];
    const server = createServer((socket) => {
      sockets.push(socket);
      socket.once('data', () => socket.destroy());
    });
    await new Promise<void>((resolve) => server.listen(0, host, resolve));
    const { port } = server.address() as AddressInfo;
    const cut = ClientProxyFactory.create({ options: { host, port } });

    await expect(firstValueFrom(cut.send('cut', {}))).rejects.toThrow('Connection closed');

    expect(await failureOf('cut')).toEqual([SpanStatusCode.ERROR, 'ConnectionClosed']);
    await cut.close();
    server.close();
  });

  it('says that nobody waited for the answer, as when a time has passed', async () => {
    const waiting = firstValueFrom(client.send('wait', {}).pipe(timeout(30)));

    await expect(waiting).rejects.toThrow('Timeout');

    expect(await failureOf('wait')).toEqual([SpanStatusCode.ERROR, 'cancelled']);
  });

  it('is none when enough has come', async () => {
    const answers = client.send<number>('list', {}).pipe(take(2), toArray());

    expect(await lastValueFrom(answers)).toEqual([1, 2]);

    expect(await failureOf('list')).toEqual([SpanStatusCode.UNSET, undefined]);
  });
});

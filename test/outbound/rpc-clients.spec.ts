import { Controller, Inject, Injectable } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { INestMicroservice } from '@nestjs/common';
import {
  Client,
  ClientProxy,
  ClientProxyFactory,
  ClientsModule,
  Ctx,
  EventPattern,
  MessagePattern,
  Payload,
  TcpContext,
  Transport,
} from '@nestjs/microservices';
import type { ReadPacket, TcpClientOptions } from '@nestjs/microservices';
import type { AddressInfo, Server } from 'node:net';
import { SpanStatusCode, context } from '@opentelemetry/api';
import { firstValueFrom } from 'rxjs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { isTransport } from '../../lib/spans/nest-transport.js';
import { findFreePorts } from '../support/free-ports.js';
import { tree } from '../support/span-tree.js';
import { startTracedApplication } from '../support/traced-application.js';
import type { TracedApplication } from '../support/traced-application.js';
import { waitFor } from '../support/wait-for.js';

interface Heard {
  readonly data: unknown;
  readonly metadata: unknown;
}

let heard: Heard[] = [];

/** A receiver that knows nothing of tracing. */
@Controller()
class PlainController {
  @MessagePattern('echo')
  echo(@Payload() data: unknown, @Ctx() context: TcpContext): unknown {
    heard.push({ data, metadata: context.getMetadata() });
    return data;
  }

  @EventPattern('noted')
  note(@Payload() data: unknown): void {
    heard.push({ data, metadata: undefined });
  }
}

/** A transport of the user's own, whose code may call databases and brokers that are to have spans. */
class LocalClient extends ClientProxy {
  readonly packets: ReadPacket[] = [];
  isQuiet = false;

  async connect(): Promise<void> {}
  close(): void {}
  unwrap<T>(): T {
    return undefined as T;
  }

  protected publish(packet: ReadPacket, callback: (answer: object) => void): () => void {
    this.isQuiet = isTransport(context.active());
    this.packets.push(packet);
    callback({ response: packet.data, isDisposed: true });
    return () => {};
  }

  protected async dispatchEvent<T>(packet: ReadPacket): Promise<T> {
    this.packets.push(packet);
    return undefined as T;
  }
}

const host = '127.0.0.1';
const toReceiver: TcpClientOptions = { transport: Transport.TCP, options: { host, port: 0 } };

@Injectable()
class Clients {
  @Client(toReceiver)
  readonly decorated!: ClientProxy;

  readonly made = ClientProxyFactory.create(toReceiver);

  constructor(@Inject('REGISTERED') readonly registered: ClientProxy) {}
}

let receiver: INestMicroservice;
let sender: TracedApplication;
let clients: Clients;

beforeAll(async () => {
  const root = { module: class {}, controllers: [PlainController] };
  const options = { transport: Transport.TCP, options: { host, port: 0 }, logger: false } as const;
  receiver = await NestFactory.createMicroservice(root, options);
  await receiver.listen();
  toReceiver.options!.port = (receiver.unwrap<Server>().address() as AddressInfo).port;
  sender = await startTracedApplication({
    imports: [ClientsModule.registerAsync([{ name: 'REGISTERED', useFactory: () => toReceiver }])],
    providers: [Clients],
  });
  clients = sender.app.get(Clients);
});

beforeEach(() => {
  sender.reset();
  heard = [];
});

afterAll(async () => {
  await Promise.all([clients.decorated.close(), clients.made.close()]);
  await Promise.all([sender.close(), receiver.close()]);
});

describe('a client', () => {
  it.each(['decorated', 'registered', 'made'] as const)('is traced when it is %s', async (form) => {
    await firstValueFrom(clients[form].send('echo', 'hello'));

    expect(await sender.treeOf(1)).toBe('CLIENT echo');
  });

  it('tells a receiver without tracing nothing but a field it need not read', async () => {
    const data = { id: 7, metadata: { mine: true } };

    const answer = await firstValueFrom(clients.made.send('echo', data));

    expect(answer).toEqual(data);
    expect(heard).toEqual([{ data, metadata: { traceparent: expect.stringMatching(/^00-/) } }]);
  });

  it('sends nothing, and has no span, until somebody subscribes', async () => {
    clients.made.send('echo', 'never');
    await firstValueFrom(clients.made.send('echo', 'asked'));

    expect(heard.map(({ data }) => data)).toEqual(['asked']);
    expect(await sender.treeOf(1)).toBe('CLIENT echo');
  });

  it('sends, with a span, each time somebody subscribes', async () => {
    const answer = clients.made.send('echo', 'again');

    await firstValueFrom(answer);
    await firstValueFrom(answer);

    expect(heard).toHaveLength(2);
    expect(await sender.treeOf(2)).toBe('CLIENT echo\nCLIENT echo');
  });

  it('emits at once, subscribed to or not', async () => {
    clients.made.emit('noted', 'at once');

    await waitFor('the event', () => heard.some(({ data }) => data === 'at once'));
    expect(await sender.treeOf(1)).toBe('PRODUCER send noted');
  });

  it('fails with its span when nobody listens', async () => {
    const [port] = await findFreePorts(1);
    const lost = ClientProxyFactory.create({ options: { host, port } });

    await expect(firstValueFrom(lost.send('echo', 'hello'))).rejects.toBeInstanceOf(Error);
    await expect(firstValueFrom(lost.emit('noted', 'hello'))).rejects.toBeInstanceOf(Error);

    await sender.treeOf(2);
    const errors = sender.spans().map(({ name, status: { code } }) => [name, code]);
    expect(errors).toEqual([
      ['echo', SpanStatusCode.ERROR],
      ['send noted', SpanStatusCode.ERROR],
    ]);
  });

  it('names its span by a pattern that is an object', async () => {
    const answer = firstValueFrom(clients.made.send({ cmd: 'echo' }, 'hello'));

    await expect(answer).rejects.toBeDefined();
    expect(await sender.treeOf(1)).toBe('CLIENT {"cmd":"echo"}');
  });

  it.each(['send', 'emit'] as const)('keeps the name and length of %s()', (name) => {
    const method = ClientProxy.prototype[name];

    expect([method.name, method.length]).toEqual([name, 2]);
  });

  it('keeps the name and length of the method by which a packet leaves', async () => {
    await firstValueFrom(clients.made.send('echo', 'hello'));

    const { publish } = clients.made as unknown as { publish: Function };
    expect([publish.name, publish.length]).toEqual(['publish', 2]);
  });

  it('lets Nest say what is wrong with a pattern', async () => {
    const pattern = Object.assign(Object.create(null) as object, { cmd: Symbol('echo') });

    const answer = clients.made.send(pattern, 'hello');

    await expect(firstValueFrom(answer)).rejects.toBeDefined();
  });

  it('keeps metadata of the caller, whose trace context stands above ours', async () => {
    const { made } = clients;
    made.setOnDispatchHook((packet) => {
      packet.metadata = { traceparent: 'mine', tenant: 'a' };
    });

    await firstValueFrom(made.send('echo', 'hello'));
    made.setOnDispatchHook(() => {});

    expect(heard[0]?.metadata).toEqual({ traceparent: 'mine', tenant: 'a' });
  });
});

describe('a client of a transport of the user', () => {
  it('is traced, and carries the context where Nest tells what goes beside the data', async () => {
    const client = new LocalClient();

    expect(await firstValueFrom(client.send('echo', 'hello'))).toBe('hello');
    await firstValueFrom(client.emit('noted', 'hello'), { defaultValue: undefined });
    await firstValueFrom(clients.made.send('echo', 'last'));

    expect(client.isQuiet).toBe(false);
    const metadata = { traceparent: expect.stringMatching(/^00-/) as string };
    expect(client.packets).toEqual([
      { pattern: 'echo', data: 'hello', metadata },
      { pattern: 'noted', data: 'hello', metadata },
    ]);
    expect(await sender.treeOf(3)).toBe(
      tree(`
        CLIENT echo
        CLIENT echo
        PRODUCER send noted
      `),
    );
  });
});

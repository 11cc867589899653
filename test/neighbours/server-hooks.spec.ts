import type { AddressInfo, Server as NetServer } from 'node:net';
import { Controller } from '@nestjs/common';
import type { INestMicroservice } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import {
  ClientProxy,
  ClientProxyFactory,
  EventPattern,
  MessagePattern,
  ServerTCP,
} from '@nestjs/microservices';
import { SpanStatusCode, trace } from '@opentelemetry/api';
import { InMemorySpanExporter } from '@opentelemetry/sdk-trace-node';
import { firstValueFrom } from 'rxjs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { TracingModule } from '../../lib/index.js';
import { spanTree, tree } from '../support/span-tree.js';
import { testEngine } from '../support/test-engine.js';
import { waitFor } from '../support/wait-for.js';

/** Nest's own, from before a module of ours was made: how a process without tracing sends. */
const { send: sendUntraced, emit: emitUntraced } = ClientProxy.prototype;

@Controller()
class OrdersController {
  @MessagePattern('find')
  find(): string {
    return 'found';
  }

  @EventPattern('placed')
  onPlaced(_: unknown): void {}
}

/** As Nest has them, where they can be read by whoever chains them. */
type Hooked = Pick<ServerTCP, 'setOnProcessingStartHook' | 'setOnProcessingEndHook'> & {
  onProcessingStartHook: (transport: unknown, rpcContext: unknown, done: () => unknown) => unknown;
  onProcessingEndHook?: (transport: unknown, rpcContext: unknown) => unknown;
};

const exporter = new InMemorySpanExporter();
let called: string[] = [];
let strategy: ServerTCP;
let app: INestMicroservice;
let client: ClientProxy;

beforeEach(() => {
  strategy = new ServerTCP({ host: '127.0.0.1', port: 0 });
});

afterEach(async () => {
  called = [];
  await client.close();
  await app.close();
  exporter.reset();
});

const request = tree(`
  SERVER find
    OrdersController.find
`);

describe('a processing hook of the user on a microservice server', () => {
  it('may call whatever stood in the slot before it', async () => {
    chainHooks('A');
    await create();
    chainHooks('B');
    chainHooks('C');
    await listen();

    expect(await firstValueFrom(sendUntraced.call(client, 'find', {}))).toBe('found');

    expect(await treeOf(2)).toBe(request);
    expect(called).toEqual([
      ...['C', 'B', 'A'].map((name) => `start ${name}, inside`),
      ...['C', 'B', 'A'].map((name) => `end ${name}`),
    ]);
  });

  it.each([
    [
      'throws',
      () => {
        throw new RangeError('not now');
      },
    ],
    [
      'rejects',
      async () => {
        await Promise.resolve();
        throw new RangeError('not now');
      },
    ],
  ])('that %s fails the message, whose span ends', async (_, hook) => {
    await create();
    strategy.setOnProcessingStartHook(hook as never);
    await listen();

    await firstValueFrom(emitUntraced.call(client, 'placed', {}), { defaultValue: undefined });

    expect(await treeOf(1)).toBe('CONSUMER process placed');
    const [span] = exporter.getFinishedSpans();
    expect(span?.attributes['error.type']).toBe('RangeError');
    expect(span?.status).toEqual({ code: SpanStatusCode.ERROR, message: 'not now' });
  });
});

async function create(): Promise<void> {
  const tracing = TracingModule.forRoot({ engine: testEngine, exporter, instrumentations: false });
  const root = { module: class {}, imports: [tracing], controllers: [OrdersController] };
  app = await NestFactory.createMicroservice(root, { strategy, logger: false });
}

async function listen(): Promise<void> {
  await app.listen();
  const { port } = app.unwrap<NetServer>().address() as AddressInfo;
  client = ClientProxyFactory.create({ options: { host: '127.0.0.1', port } });
}

function chainHooks(name: string): void {
  const hooked = strategy as unknown as Hooked;
  const { onProcessingStartHook: start, onProcessingEndHook: end } = hooked;
  strategy.setOnProcessingStartHook((transport, rpcContext, done) => {
    called.push(`start ${name}, ${trace.getActiveSpan() === undefined ? 'outside' : 'inside'}`);
    return start.call(strategy, transport, rpcContext, done) as void;
  });
  strategy.setOnProcessingEndHook((transport, rpcContext) => {
    called.push(`end ${name}`);
    return end?.call(strategy, transport, rpcContext);
  });
}

async function treeOf(count: number): Promise<string> {
  await waitFor(`${count} spans`, () => exporter.getFinishedSpans().length >= count);
  return spanTree(exporter.getFinishedSpans());
}

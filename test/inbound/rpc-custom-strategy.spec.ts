import { Controller } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { INestMicroservice } from '@nestjs/common';
import { ClientProxy, EventPattern, MessagePattern, Server } from '@nestjs/microservices';
import type { CustomTransportStrategy, ReadPacket, WritePacket } from '@nestjs/microservices';
import { SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { InMemorySpanExporter } from '@opentelemetry/sdk-trace-node';
import { firstValueFrom, from, isObservable, lastValueFrom, toArray } from 'rxjs';
import type { Observable } from 'rxjs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { TracingModule, runInSpan } from '../../lib/index.js';
import { spanTree, tree } from '../support/span-tree.js';
import { testEngine } from '../support/test-engine.js';
import { waitFor } from '../support/wait-for.js';

const seen: string[] = [];

@Controller()
class OrdersController {
  @MessagePattern('find')
  find(): string {
    return trace.getActiveSpan()?.spanContext().traceId ?? 'untraced';
  }

  @MessagePattern('list')
  list(): Observable<number> {
    return from([1, 2, 3]);
  }

  @MessagePattern('fail')
  fail(): never {
    throw new RangeError('too far');
  }

  @EventPattern('placed')
  async onPlaced(_: unknown): Promise<void> {
    seen.push('first');
    await Promise.resolve();
  }
}

@Controller()
class AuditController {
  @EventPattern('placed')
  onPlaced(_: unknown): void {
    seen.push('second');
  }
}

/** Calls handlers as Nest's documentation shows it, and knows no hooks. */
class PlainStrategy extends Server implements CustomTransportStrategy {
  listen(callback: () => void): void {
    callback();
  }
  close(): void {}
  on(): void {}
  unwrap<T>(): T {
    return undefined as T;
  }

  async deliver(packet: ReadPacket & { metadata?: object }): Promise<unknown> {
    const handler = this.getHandlerByPattern(String(packet.pattern));
    const rpcContext = { getMetadata: () => packet.metadata };
    const result: unknown = await handler!(packet.data, rpcContext);
    return isObservable(result) ? lastValueFrom(result.pipe(toArray())) : result;
  }
}

/** Goes through the methods of Nest's own, which call the hooks. */
class HookedStrategy extends PlainStrategy {
  override async deliver(packet: ReadPacket & { metadata?: object }): Promise<unknown> {
    const rpcContext = { getMetadata: () => packet.metadata };
    const handler = this.getHandlerByPattern(String(packet.pattern));
    if (handler?.isEventHandler === true) {
      return this.handleEvent(String(packet.pattern), packet, rpcContext as never);
    }
    return new Promise((resolve, reject) => {
      const produce = async () =>
        this.transformToObservable(await handler!(packet.data, rpcContext)) as Observable<unknown>;
      const values: unknown[] = [];
      const respond = ({ err, response, isDisposed }: WritePacket) => {
        if (err !== undefined) reject(err as Error);
        if (response !== undefined) values.push(response);
        if (isDisposed === true) resolve(values);
      };
      this.handleRequest(rpcContext as never, produce, respond);
    });
  }
}

/** A client that hands its packets over to a strategy in this process, as bytes would. */
class LocalClient extends ClientProxy {
  constructor(private readonly strategy: PlainStrategy) {
    super();
  }

  async connect(): Promise<void> {}
  close(): void {}
  unwrap<T>(): T {
    return undefined as T;
  }

  protected publish(packet: ReadPacket, callback: (answer: WritePacket) => void): () => void {
    this.strategy.deliver(structuredClone(packet)).then(
      (response) => callback({ response, isDisposed: true }),
      (err: unknown) => callback({ err }),
    );
    return () => {};
  }

  protected dispatchEvent<T>(packet: ReadPacket): Promise<T> {
    return this.strategy.deliver(structuredClone(packet)) as Promise<T>;
  }
}

describe.each([
  ['calls handlers itself', PlainStrategy],
  ['goes through the methods of Nest', HookedStrategy],
])('a strategy of the user that %s', (_, Strategy) => {
  const exporter = new InMemorySpanExporter();
  let app: INestMicroservice;
  let client: LocalClient;

  beforeAll(async () => {
    const strategy = new Strategy();
    const tracing = TracingModule.forRoot({
      engine: testEngine,
      exporter,
      instrumentations: false,
    });
    const controllers = [OrdersController, AuditController];
    const root = { module: class {}, imports: [tracing], controllers };
    app = await NestFactory.createMicroservice(root, { strategy, logger: false });
    await app.listen();
    client = new LocalClient(strategy);
  });

  beforeEach(() => {
    exporter.reset();
    seen.length = 0;
  });

  afterAll(() => app.close());

  const treeOf = async (count: number): Promise<string> => {
    await waitFor(`${count} spans`, () => exporter.getFinishedSpans().length >= count);
    return spanTree(exporter.getFinishedSpans());
  };

  it('has a pair of spans for a request', async () => {
    await runInSpan('checkout', () => firstValueFrom(client.send('find', {})));

    expect(await treeOf(4)).toBe(
      tree(`
        checkout
          CLIENT find
            SERVER find
              OrdersController.find
      `),
    );
  });

  it('has a pair of spans for an event, with all that handle it', async () => {
    await runInSpan('checkout', () =>
      firstValueFrom(client.emit('placed', {}), { defaultValue: undefined }),
    );

    expect(await treeOf(5)).toBe(
      tree(`
        checkout
          PRODUCER send placed
            CONSUMER process placed
              AuditController.onPlaced
              OrdersController.onPlaced
      `),
    );
    expect(seen.toSorted()).toEqual(['first', 'second']);
  });

  it('keeps the span open until the last answer', async () => {
    expect(await lastValueFrom(client.send('list', {}))).toEqual([1, 2, 3]);

    await treeOf(3);
    const [handler, server] = ['OrdersController.list', 'list'].map((name) =>
      exporter
        .getFinishedSpans()
        .find((span) => span.name === name && span.kind !== SpanKind.CLIENT),
    );
    expect(exporter.getFinishedSpans().indexOf(server!)).toBeGreaterThan(
      exporter.getFinishedSpans().indexOf(handler!),
    );
  });

  it('fails with the handler', async () => {
    await expect(firstValueFrom(client.send('fail', {}))).rejects.toBeDefined();

    await treeOf(3);
    const spans = exporter.getFinishedSpans().filter(({ name }) => name === 'fail');
    expect(
      spans.map(({ kind, status, attributes }) => [kind, status.code, attributes['error.type']]),
    ).toEqual(
      expect.arrayContaining([
        [SpanKind.SERVER, SpanStatusCode.ERROR, 'RangeError'],
        [SpanKind.CLIENT, SpanStatusCode.ERROR, 'RpcException'],
      ]),
    );
  });
});

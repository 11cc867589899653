import type { AddressInfo, Server as NetServer } from 'node:net';
import { Catch, Controller, UseFilters, UseGuards, UseInterceptors } from '@nestjs/common';
import type { CallHandler, INestMicroservice } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import {
  ClientProxy,
  ClientProxyFactory,
  EventPattern,
  MessagePattern,
  RpcException,
  ServerTCP,
} from '@nestjs/microservices';
import type { TcpContext } from '@nestjs/microservices';
import { SpanStatusCode, trace } from '@opentelemetry/api';
import { InMemorySpanExporter } from '@opentelemetry/sdk-trace-node';
import type { ReadableSpan } from '@opentelemetry/sdk-trace-node';
import { catchError, firstValueFrom, from, of, throwError } from 'rxjs';
import type { Observable } from 'rxjs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { NoSpan, TracingModule } from '../../lib/index.js';
import { spanTree, tree } from '../support/span-tree.js';
import { waitFor } from '../support/wait-for.js';

/** Nest's own, from before a module of ours was made: how a process without tracing sends. */
const { send: sendUntraced, emit: emitUntraced } = ClientProxy.prototype;

const traceIdNow = () => trace.getActiveSpan()?.spanContext().traceId;
const seen: Record<string, string | undefined> = {};

class SeeingGuard {
  canActivate(): boolean {
    seen.guard = traceIdNow();
    return true;
  }
}

class DenyingGuard {
  canActivate(): boolean {
    return false;
  }
}

@Catch(RangeError)
class TellingFilter {
  catch({ message }: RangeError): Observable<never> {
    return throwError(() => new RpcException(message));
  }
}

@Catch(RangeError)
class AnsweringFilter {
  catch(): Observable<string> {
    return of('mended');
  }
}

class MendingInterceptor {
  intercept(_: unknown, next: CallHandler): Observable<unknown> {
    return next.handle().pipe(catchError(() => of('mended')));
  }
}

@Controller()
@UseGuards(SeeingGuard)
class OrdersController {
  @MessagePattern('find')
  find(): string | undefined {
    seen.handler = traceIdNow();
    return seen.handler;
  }

  @MessagePattern('list')
  list(): Observable<number> {
    return from([1, 2, 3]);
  }

  @MessagePattern('fail later')
  failLater(): Observable<never> {
    return throwError(() => new RangeError('too far'));
  }

  @NoSpan()
  @MessagePattern('fail unseen')
  failUnseen(): never {
    throw new RangeError('too far');
  }

  @UseGuards(DenyingGuard)
  @MessagePattern('denied')
  denied(): void {}

  @UseInterceptors(MendingInterceptor)
  @MessagePattern('mended')
  mended(): never {
    throw new RangeError('too far');
  }

  @UseFilters(AnsweringFilter)
  @MessagePattern('answered')
  answered(): never {
    throw new RangeError('too far');
  }

  @UseFilters(TellingFilter)
  @MessagePattern('told')
  told(): never {
    throw new RangeError('too far');
  }

  @EventPattern('swallowed')
  onSwallowed(_: unknown): void {
    seen.handler = 'swallowed';
  }

  @EventPattern('placed')
  onPlaced(_: unknown): void {}
}

const exporter = new InMemorySpanExporter();
const hooks: string[] = [];
let app: INestMicroservice;
let client: ClientProxy;

beforeAll(async () => {
  const strategy = new ServerTCP({ host: '127.0.0.1', port: 0 });
  strategy.setOnProcessingStartHook((_, message, done): unknown => {
    if ((message as TcpContext).getPattern() === 'swallowed') {
      return Promise.resolve();
    }
    hooks.push(`start before, ${traceIdNow() === undefined ? 'outside' : 'inside'}`);
    void done();
    return undefined;
  });
  const tracing = TracingModule.forRoot({ exporter, instrumentations: false });
  const root = { module: class {}, imports: [tracing], controllers: [OrdersController] };
  app = await NestFactory.createMicroservice(root, { strategy, logger: false });
  strategy.setOnProcessingEndHook(() => hooks.push('end after'));
  await app.listen();
  const { port } = app.unwrap<NetServer>().address() as AddressInfo;
  client = ClientProxyFactory.create({ options: { host: '127.0.0.1', port } });
});

beforeEach(() => {
  exporter.reset();
  hooks.length = 0;
});

afterAll(async () => {
  await client.close();
  await app.close();
});

describe('a message from a sender without tracing', () => {
  it('begins a trace, seen by guards and handler', async () => {
    const traceId = await firstValueFrom(sendUntraced.call(client, 'find', {}));

    expect(await treeOf(3)).toBe(
      tree(`
        SERVER find
          OrdersController.find
          SeeingGuard.canActivate
      `),
    );
    expect(seen).toEqual({ guard: traceId, handler: traceId });
  });

  it('has a CONSUMER span when it is an event', async () => {
    await firstValueFrom(emitUntraced.call(client, 'placed', {}), { defaultValue: undefined });

    expect(await treeOf(3)).toBe(
      tree(`
        CONSUMER process placed
          OrdersController.onPlaced
          SeeingGuard.canActivate
      `),
    );
  });

  it('ends with the hook of the user that handles it no further', async () => {
    seen.handler = undefined;
    await firstValueFrom(emitUntraced.call(client, 'swallowed', {}), { defaultValue: undefined });

    expect(await treeOf(1)).toBe('CONSUMER process swallowed');
    expect(seen.handler).toBeUndefined();
  });

  it('keeps its span open until the last answer', async () => {
    await firstValueFrom(sendUntraced.call(client, 'list', {}));

    expect(await treeOf(3)).toBe(
      tree(`
        SERVER list
          OrdersController.list
          SeeingGuard.canActivate
      `),
    );
  });

  it.each(['fail later', 'fail unseen'])('fails with its handler: %s', async (pattern) => {
    await expect(firstValueFrom(sendUntraced.call(client, pattern, {}))).rejects.toBeDefined();

    const server = await spanNamed(pattern);
    expect(server.attributes['error.type']).toBe('RangeError');
    expect(server.status.message).toBe('too far');
  });

  it('fails when a guard refuses it, and tells of that once', async () => {
    await expect(firstValueFrom(sendUntraced.call(client, 'denied', {}))).rejects.toBeDefined();

    const server = await spanNamed('denied');
    expect(server.status.code).toBe(SpanStatusCode.ERROR);
    const events = exporter.getFinishedSpans().flatMap((span) => span.events);
    expect(events.map(({ attributes }) => attributes?.['exception.message'])).toEqual([
      'Forbidden resource',
    ]);
    expect(server.events).toEqual(events);
  });

  it('tells of an error once, whatever a filter makes of it', async () => {
    await expect(firstValueFrom(sendUntraced.call(client, 'told', {}))).rejects.toBeDefined();

    expect((await spanNamed('told')).attributes['error.type']).toBe('RangeError');
    const events = exporter.getFinishedSpans().flatMap((span) => span.events);
    expect(events).toHaveLength(1);
    expect((await spanNamed('OrdersController.told')).events).toEqual(events);
  });

  it.each([
    ['an interceptor made good', 'mended'],
    ['a filter answered with a value', 'answered'],
  ])('does not fail with an error that %s', async (_, pattern) => {
    expect(await firstValueFrom(sendUntraced.call(client, pattern, {}))).toBe('mended');

    expect((await spanNamed(pattern)).status.code).toBe(SpanStatusCode.UNSET);
    expect((await spanNamed(`OrdersController.${pattern}`)).events).toHaveLength(1);
  });
});

describe('hooks of the user on a microservice server', () => {
  it('are called too, whether set before ours or after', async () => {
    await firstValueFrom(sendUntraced.call(client, 'find', {}));
    await treeOf(3);

    expect(hooks).toEqual(['start before, inside', 'end after']);
  });
});

function spanNamed(wanted: string): Promise<ReadableSpan> {
  return waitFor(`the span "${wanted}"`, () =>
    exporter.getFinishedSpans().find(({ name }) => name === wanted),
  );
}

async function treeOf(count: number): Promise<string> {
  await waitFor(`${count} spans`, () => exporter.getFinishedSpans().length >= count);
  return spanTree(exporter.getFinishedSpans());
}

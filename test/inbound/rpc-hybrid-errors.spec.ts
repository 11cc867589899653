import type { AddressInfo, Server } from 'node:net';
import {
  Catch,
  Controller,
  Inject,
  Injectable,
  NotFoundException,
  Scope,
  UseFilters,
  UseGuards,
  UseInterceptors,
  UsePipes,
  ValidationPipe,
} from '@nestjs/common';
import type { CallHandler, INestMicroservice } from '@nestjs/common';
import { ContextIdFactory, NestFactory } from '@nestjs/core';
import type { ContextIdStrategy } from '@nestjs/core';
import {
  BaseRpcExceptionFilter,
  ClientProxyFactory,
  EventPattern,
  MessagePattern,
  Payload,
  RpcException,
  Transport,
} from '@nestjs/microservices';
import type { ClientProxy } from '@nestjs/microservices';
import { SpanKind, SpanStatusCode } from '@opentelemetry/api';
import { InMemorySpanExporter } from '@opentelemetry/sdk-trace-node';
import type { ReadableSpan } from '@opentelemetry/sdk-trace-node';
import { IsInt } from 'class-validator';
import { catchError, concat, firstValueFrom, lastValueFrom, of, throwError, toArray } from 'rxjs';
import type { Observable } from 'rxjs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { TracingModule } from '../../lib/index.js';
import { spanTree, tree } from '../support/span-tree.js';
import { testEngine } from '../support/test-engine.js';
import { waitFor } from '../support/wait-for.js';

class StockEmpty extends Error {}

class FindOrder {
  @IsInt()
  declare id: number;
}

class ClosedGuard {
  canActivate(): boolean {
    return false;
  }
}

class ThrowingGuard {
  canActivate(): never {
    throw new RpcException({ code: 'CLOSED' });
  }
}

class MendingInterceptor {
  intercept(_: unknown, next: CallHandler): Observable<unknown> {
    return next.handle().pipe(catchError(() => of('mended')));
  }
}

@Catch(RpcException)
class OwnFilter extends BaseRpcExceptionFilter {
  override catch(...args: Parameters<BaseRpcExceptionFilter['catch']>): Observable<never> {
    return super.catch(...args) as Observable<never>;
  }
}

@Catch(RpcException)
class AnsweringFilter {
  catch(exception: RpcException): Observable<never> {
    return throwError(() => ({ told: exception.getError() }));
  }
}

@Catch(StockEmpty)
class BrokenFilter {
  catch(): never {
    throw new TypeError('filter');
  }
}

@Controller()
class OrdersController {
  @MessagePattern('nothing')
  nothing(): void {}

  @MessagePattern('promise')
  async promise(): Promise<number> {
    return Promise.resolve(7);
  }

  @MessagePattern('several')
  several(): Observable<number> {
    return of(1, 2, 3);
  }

  @MessagePattern('several, then none')
  severalThenNone(): Observable<number> {
    return concat(
      of(1, 2),
      throwError(() => new StockEmpty('none left')),
    );
  }

  @MessagePattern('rpc exception')
  refuse(): never {
    throw new RpcException('refused');
  }

  @UseFilters(OwnFilter)
  @MessagePattern('own filter')
  refuseByOwnFilter(): never {
    throw new RpcException('refused');
  }

  @UseFilters(AnsweringFilter)
  @MessagePattern('answering filter')
  refuseByAnswer(): never {
    throw new RpcException('refused');
  }

  @UseFilters(BrokenFilter)
  @EventPattern('event, broken filter')
  breakFilter(@Payload() _: unknown): unknown {
    throw new StockEmpty('none left');
  }

  @UseGuards(ClosedGuard)
  @MessagePattern('closed')
  closed(): void {}

  @UseGuards(ThrowingGuard)
  @MessagePattern('thrown by guard')
  closedByError(): void {}

  @UsePipes(new ValidationPipe({ transform: true }))
  @MessagePattern('validated')
  validated(@Payload() { id }: FindOrder): number {
    return id;
  }

  @UseInterceptors(MendingInterceptor)
  @MessagePattern('mended')
  async mended(): Promise<never> {
    throw new StockEmpty('none left');
  }

  @MessagePattern('http exception')
  missing(): never {
    throw new NotFoundException('no order');
  }

  @MessagePattern('a string')
  text(): Observable<never> {
    return throwError(() => 'plain text');
  }

  @EventPattern('event')
  async onEvent(@Payload() _: unknown): Promise<never> {
    throw new RpcException('nobody hears');
  }
}

@Injectable({ scope: Scope.REQUEST })
class Unit {}

@Controller()
class UnitController {
  constructor(@Inject(Unit) private readonly unit: Unit) {}

  @MessagePattern('for each request')
  find(): boolean {
    return this.unit instanceof Unit;
  }

  @MessagePattern('for each request, failing')
  fail(): never {
    throw new StockEmpty('none left');
  }
}

@Injectable({ scope: Scope.REQUEST, durable: true })
class Tenant {
  static count = 0;
  readonly number = (Tenant.count += 1);
}

@Controller()
class TenantController {
  constructor(@Inject(Tenant) private readonly tenant: Tenant) {}

  @MessagePattern('durable')
  find(): number {
    return this.tenant.number;
  }
}

@Injectable({ scope: Scope.REQUEST })
class Impossible {
  constructor() {
    throw new StockEmpty('cannot be made');
  }
}

@Controller()
class ImpossibleController {
  constructor(@Inject(Impossible) readonly impossible: Impossible) {}

  @MessagePattern('impossible')
  find(): void {}
}

const oneTenant = ContextIdFactory.create();
const byTenant: ContextIdStrategy = {
  attach: (contextId) => ({
    resolve: (info) => (info.isTreeDurable ? oneTenant : contextId),
    payload: { tenant: 1 },
  }),
};

const exporter = new InMemorySpanExporter();
let app: INestMicroservice;
let client: ClientProxy;

beforeAll(async () => {
  ContextIdFactory.apply(byTenant);
  const tracing = TracingModule.forRoot({
    engine: testEngine,
    exporter,
    instrumentations: false,
    layers: { minDurationMs: 3_600_000 },
  });
  class AppModule {}
  const root = {
    module: AppModule,
    imports: [tracing],
    controllers: [OrdersController, UnitController, TenantController, ImpossibleController],
    providers: [Unit, Tenant, Impossible],
  };
  app = await NestFactory.createMicroservice(root, {
    transport: Transport.TCP,
    options: { host: '127.0.0.1', port: 0 },
    logger: false,
  });
  await app.listen();
  const { port } = app.unwrap<Server>().address() as AddressInfo;
  client = ClientProxyFactory.create({ options: { host: '127.0.0.1', port } });
});

beforeEach(() => exporter.reset());

afterAll(async () => {
  await client.close();
  await app.close();
});

const send = (pattern: string, data: unknown = {}) =>
  lastValueFrom(client.send<unknown>(pattern, data).pipe(toArray()));
const failureOf = (pattern: string, data?: unknown): Promise<unknown> =>
  send(pattern, data).catch((error: unknown) => error);

describe('an answer in a microservice without HTTP', () => {
  it.each([
    ['nothing', [], 'OrdersController.nothing'],
    ['promise', [7], 'OrdersController.promise'],
    ['several', [1, 2, 3], 'OrdersController.several'],
    ['for each request', [true], 'UnitController.find'],
    ['durable', [1], 'TenantController.find'],
    ['durable', [1], 'TenantController.find'],
    ['mended', ['mended'], 'OrdersController.mended'],
  ])('%s: has its SERVER and its handler', async (pattern, answers, handler) => {
    expect(await send(pattern)).toEqual(answers);

    expect(await treeOf(3)).toBe(
      tree(`
        CLIENT ${pattern}
          SERVER ${pattern}
            ${handler}
      `),
    );
    expect((await server(pattern)).status.code).toBe(SpanStatusCode.UNSET);
  });

  it('is not refused by a pipe that finds it valid', async () => {
    expect(await send('validated', { id: 7 })).toEqual([7]);

    expect((await server('validated')).status.code).toBe(SpanStatusCode.UNSET);
  });
});

const unknown = { status: 'error', message: 'Internal server error' };
const refused = { status: 'error', message: 'refused' };

describe('an error in a microservice without HTTP', () => {
  it.each([
    ['several, then none', unknown, 'StockEmpty', 'OrdersController.severalThenNone'],
    ['rpc exception', refused, 'RpcException', 'OrdersController.refuse'],
    ['own filter', refused, 'RpcException', 'OrdersController.refuseByOwnFilter'],
    ['answering filter', { told: 'refused' }, 'RpcException', 'OrdersController.refuseByAnswer'],
    ['thrown by guard', { code: 'CLOSED' }, 'RpcException', 'ThrowingGuard.canActivate'],
    ['http exception', unknown, 'NotFoundException', 'OrdersController.missing'],
    ['validated', unknown, 'BadRequestException', 'ValidationPipe.transform'],
    ['for each request, failing', unknown, 'StockEmpty', 'UnitController.fail'],
    ['a string', unknown, 'string', 'OrdersController.text'],
  ])('%s: is told once, where it was thrown', async (pattern, answer, type, origin) => {
    expect(await failureOf(pattern)).toEqual(answer);

    const { status, attributes } = await server(pattern);
    expect(status.code).toBe(SpanStatusCode.ERROR);
    expect(attributes['error.type']).toBe(type);
    expect(exceptions(pattern)).toEqual([[origin, type]]);
  });

  it.each([
    ['closed', { status: 'error', message: 'Forbidden resource' }, 'RpcException'],
    ['impossible', unknown, 'StockEmpty'],
  ])('%s: is told on the SERVER span where no other has it', async (pattern, answer, type) => {
    expect(await failureOf(pattern)).toEqual(answer);

    expect((await server(pattern)).attributes['error.type']).toBe(type);
    expect(exceptions(pattern)).toEqual([[pattern, type]]);
  });

  it('whose filter fails as well is the one that is told', async () => {
    await firstValueFrom(client.emit('event, broken filter', {}), { defaultValue: undefined });

    const consumer = await spanNamed('process event, broken filter');
    expect(consumer.attributes['error.type']).toBe('StockEmpty');
  });

  it('in an event fails its CONSUMER', async () => {
    await firstValueFrom(client.emit('event', {}), { defaultValue: undefined });

    const consumer = await spanNamed('process event');
    expect(consumer.status.code).toBe(SpanStatusCode.ERROR);
    expect(consumer.attributes['error.type']).toBe('RpcException');
  });
});

/** Spans with exceptions, and the classes of these, but for the sender's: an answer that is an error. */
function exceptions(pattern: string): unknown[][] {
  const spans = exporter.getFinishedSpans();
  const sender = spans.find(({ name, kind }) => name === pattern && kind === SpanKind.CLIENT);
  return spans
    .filter((span) => span !== sender)
    .flatMap(({ name, events }) =>
      events.map(({ attributes }) => [name, attributes?.['exception.type']]),
    );
}

function server(pattern: string): Promise<ReadableSpan> {
  return waitFor(`the SERVER span "${pattern}"`, () =>
    exporter
      .getFinishedSpans()
      .find(({ name, kind }) => name === pattern && kind === SpanKind.SERVER),
  );
}

function spanNamed(wanted: string): Promise<ReadableSpan> {
  return waitFor(`the span "${wanted}"`, () =>
    exporter.getFinishedSpans().find(({ name }) => name === wanted),
  );
}

async function treeOf(count: number): Promise<string> {
  await waitFor(`${count} spans`, () => exporter.getFinishedSpans().length >= count);
  return spanTree(exporter.getFinishedSpans());
}

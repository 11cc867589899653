import {
  Controller,
  ForbiddenException,
  Get,
  HttpCode,
  Injectable,
  Param,
  ParseIntPipe,
  Query,
  UseGuards,
} from '@nestjs/common';
import type { CanActivate } from '@nestjs/common';
import { EventEmitter2, EventEmitterModule, OnEvent } from '@nestjs/event-emitter';
import { ApiOperation, ApiTags, DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import { firstValueFrom, of } from 'rxjs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Span, Traceable } from '../../lib/index.js';
import { tree } from '../support/span-tree.js';
import { startTracedApplication } from '../support/traced-application.js';
import type { TracedApplication } from '../support/traced-application.js';

@Injectable()
class Deny implements CanActivate {
  canActivate(): boolean {
    throw new ForbiddenException('not you');
  }
}

@ApiTags('orders')
@Controller('orders')
class OrdersController {
  constructor(private readonly events: EventEmitter2) {}

  @Get('above/:id')
  @HttpCode(203)
  @ApiOperation({ summary: 'route above' })
  @Span('above')
  above(@Param('id', ParseIntPipe) id: number, @Query('sort') sort: string) {
    return { id, sort };
  }

  @Span('below')
  @Get('below/:id')
  @HttpCode(203)
  @ApiOperation({ summary: 'route below' })
  async below(@Param('id', ParseIntPipe) id: number, @Query('sort') sort: string) {
    return { id, sort };
  }

  @Span('stream')
  @Get('stream')
  stream() {
    return of({ id: 1 }, { id: 2 });
  }

  @UseGuards(Deny)
  @Get('denied/above')
  @Span()
  deniedAbove() {
    return 'secret';
  }

  @Span()
  @UseGuards(Deny)
  @Get('denied/below')
  deniedBelow() {
    return 'secret';
  }

  @Get('events/:name')
  async emit(@Param('name') name: string) {
    return this.events.emitAsync(`order.${name}`, 7);
  }
}

@Injectable()
class Listener {
  @OnEvent('order.above')
  @Span('listener above')
  above(id: number) {
    return `above ${id}`;
  }

  @Span('listener below')
  @OnEvent('order.below')
  async below(id: number) {
    return firstValueFrom(of(`below ${id}`));
  }
}

@Traceable()
@Injectable()
class TraceableListener {
  @OnEvent('order.traceable')
  on(id: number) {
    return `traceable ${id}`;
  }
}

describe('@Span() in a Nest application', () => {
  let traced: TracedApplication;
  const get = async (path: string) => {
    const response = await fetch(`${traced.url}/orders/${path}`);
    return { status: response.status, body: await response.json() };
  };

  beforeAll(async () => {
    traced = await startTracedApplication({
      imports: [EventEmitterModule.forRoot()],
      controllers: [OrdersController],
      providers: [Listener, TraceableListener],
    });
  });
  beforeEach(() => traced.reset());
  afterAll(() => traced.close());

  it.each(['above', 'below'])(
    'leaves @Get(), pipes and status as they are, %s it',
    async (place) => {
      expect(await get(`${place}/7?sort=date`)).toEqual({
        status: 203,
        body: { id: 7, sort: 'date' },
      });

      expect(await traced.treeOf(2)).toBe(`SERVER GET /orders/${place}/:id\n  ${place}`);
    },
  );

  it.each(['above', 'below'])('leaves the guard in force, %s it', async (place) => {
    expect(await get(`denied/${place}`)).toMatchObject({ status: 403 });

    expect(await traced.treeOf(2)).toBe(`SERVER GET /orders/denied/${place}\n  Deny.canActivate`);
  });

  it('covers the subscription of an Observable that Nest makes', async () => {
    expect(await get('stream')).toEqual({ status: 200, body: { id: 2 } });

    expect(await traced.treeOf(2)).toBe('SERVER GET /orders/stream\n  stream');
  });

  it('leaves the class itself as it is', () => {
    expect(traced.app.get(OrdersController).constructor).toBe(OrdersController);
  });

  it('leaves the document of @nestjs/swagger as it is', () => {
    const document = SwaggerModule.createDocument(traced.app, new DocumentBuilder().build());

    for (const place of ['above', 'below']) {
      expect(document.paths[`/orders/${place}/{id}`]?.get).toMatchObject({
        operationId: `OrdersController_${place}`,
        summary: `route ${place}`,
        tags: ['orders'],
        parameters: [
          { name: 'id', in: 'path', required: true, schema: { type: 'number' } },
          { name: 'sort', in: 'query', schema: { type: 'string' } },
        ],
        responses: { 203: {} },
      });
    }
  });

  it.each([
    ['above', 'listener above'],
    ['below', 'listener below'],
    ['traceable', 'TraceableListener.on'],
  ])('leaves @OnEvent() as it is (%s)', async (name, span) => {
    expect(await get(`events/${name}`)).toEqual({ status: 200, body: [`${name} 7`] });

    expect(await traced.treeOf(3)).toBe(
      tree(`
        SERVER GET /orders/events/:name
          OrdersController.emit
            ${span}
      `),
    );
  });
});

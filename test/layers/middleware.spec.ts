import { Controller, Get } from '@nestjs/common';
import type { INestApplication, MiddlewareConsumer, NestModule } from '@nestjs/common';
import { SpanStatusCode } from '@opentelemetry/api';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { runInSpan } from '../../lib/index.js';
import { platforms } from '../inbound/support/platforms.js';
import { tree } from '../support/span-tree.js';
import { startTracedApplication } from '../support/traced-application.js';
import type { TracedApplication } from '../support/traced-application.js';

type Next = (error?: unknown) => void;
interface NodeResponse {
  end(body: string): void;
}

class TenantMiddleware {
  readonly #tenants = ['a'];

  async use(_: unknown, __: unknown, next: Next): Promise<void> {
    await runInSpan('read the tenant', () => Promise.resolve(this.#tenants));
    next();
  }
}

function stamp(_: unknown, __: unknown, next: Next): void {
  next();
}

class FailingMiddleware {
  use(_: unknown, __: unknown, next: Next): void {
    next(new RangeError('too much'));
  }
}

class ThrowingMiddleware {
  use(): void {
    throw new RangeError('too much');
  }
}

class AnsweringMiddleware {
  use(_: unknown, response: NodeResponse): void {
    setImmediate(() => response.end('answered'));
  }
}

@Controller()
class AppController {
  @Get('plain')
  plain(): string {
    return 'plain';
  }

  @Get('excluded')
  excluded(): string {
    return 'excluded';
  }

  @Get('failing')
  failing(): void {}

  @Get('throwing')
  throwing(): void {}

  @Get('answered')
  answered(): void {}
}

class MiddlewareModule implements NestModule {
  configure(consumer: MiddlewareConsumer): void {
    consumer.apply(TenantMiddleware, stamp).exclude('excluded').forRoutes('*path');
    consumer.apply(FailingMiddleware).forRoutes('failing');
    consumer.apply(ThrowingMiddleware).forRoutes('throwing');
    consumer.apply(AnsweringMiddleware).forRoutes('answered');
  }
}

describe.each(platforms)('middleware on %s', (_, adapter) => {
  let traced: TracedApplication;

  beforeAll(async () => {
    traced = await startTracedApplication(
      { imports: [MiddlewareModule], controllers: [AppController] },
      { layers: 'all' },
      {
        adapter: adapter(),
        prepare: (app: INestApplication) =>
          app.use(function helmet(_: unknown, __: unknown, next: Next) {
            next();
          }),
      },
    );
  });
  beforeEach(() => traced.reset());
  afterAll(() => traced.close());

  const get = async (path: string) => {
    const response = await fetch(`${traced.url}${path}`);
    const text = await response.text();
    await traced.serverSpan();
    return { status: response.status, text };
  };

  it('has spans that end where it calls next(), so that nothing after is below them', async () => {
    await get('/plain');

    expect(await traced.treeOf(6)).toBe(
      tree(`
        SERVER GET /plain
          AppController.plain
          TenantMiddleware.use
            read the tenant
          helmet
          stamp
      `),
    );
  });

  it('has none where it is excluded', async () => {
    await get('/excluded');

    const names = traced.spans().map(({ name }) => name);
    expect(names).not.toContain('stamp');
    expect(names).toContain('helmet');
  });

  it.each([
    ['/failing', 'FailingMiddleware.use'],
    ['/throwing', 'ThrowingMiddleware.use'],
  ])('records an error where it comes from: %s', async (path, name) => {
    expect(await get(path)).toMatchObject({ status: 500 });

    const span = await traced.span(name);
    const recorded = traced.spans().flatMap(({ events }) => events);
    expect(recorded.map(({ attributes }) => attributes?.['exception.type'])).toEqual([
      'RangeError',
    ]);
    expect(span.events).toEqual(recorded);
    const server = await traced.serverSpan();
    expect(server.status.code).toBe(SpanStatusCode.ERROR);
    expect(server.attributes['error.type']).toBe('RangeError');
  });

  it('that answers by itself has a span until the response is closed', async () => {
    expect(await get('/answered')).toEqual({ status: 200, text: 'answered' });

    const span = await traced.span('AnsweringMiddleware.use');
    expect(span.parentSpanContext?.spanId).toBe((await traced.serverSpan()).spanContext().spanId);
  });
});

import { Controller, Get, Injectable, Version, VersioningType } from '@nestjs/common';
import type { CanActivate, INestApplication, ModuleMetadata } from '@nestjs/common';
import { APP_GUARD, ApplicationConfig } from '@nestjs/core';
import { SpanKind } from '@opentelemetry/api';
import { afterEach, describe, expect, it } from 'vitest';
import { SkipTracing, Span, injectTraceContext, runInSpan } from '../../lib/index.js';
import { tree } from '../support/span-tree.js';
import { startTracedApplication } from '../support/traced-application.js';
import type { TracedApplication } from '../support/traced-application.js';
import { platforms } from './support/platforms.js';

const traceId = '0af7651916cd43dd8448eb211c80319c';
const traceparent = `00-${traceId}-b7ad6b7169203331-01`;

@Injectable()
class AskingGuard implements CanActivate {
  canActivate(): boolean {
    return runInSpan('ask', () => true);
  }
}

@Injectable()
class StateService {
  @Span()
  read(): Record<string, unknown> {
    return injectTraceContext({});
  }
}

@Controller('state')
class StateController {
  constructor(private readonly state: StateService) {}

  @Get('hidden')
  @SkipTracing()
  hide(): object {
    return this.state.read();
  }

  @Get('hidden/:part')
  @SkipTracing()
  hidePart(): object {
    return this.state.read();
  }

  @Get('shown')
  show(): object {
    return this.state.read();
  }
}

@SkipTracing()
@Controller('probes')
class ProbesController {
  @Get('live')
  live(): string {
    return 'live';
  }

  @Get('failing')
  fail(): never {
    throw new Error('broken probe');
  }
}

/** Inherits handlers, not the decorator of another class. */
@Controller('public')
class PublicController extends StateController {}

@Controller('reports')
class ReportsController {
  @Get()
  @Version('1')
  @SkipTracing()
  first(): string {
    return 'first';
  }

  @Get()
  @Version('2')
  second(): string {
    return 'second';
  }
}

@Controller('plain')
class PlainController {
  @Get()
  read(): string {
    return 'plain';
  }
}

const metadata: ModuleMetadata = {
  controllers: [StateController, ProbesController, PublicController],
  providers: [StateService, { provide: APP_GUARD, useClass: AskingGuard }],
};

let traced: TracedApplication;

afterEach(() => traced.close());

const get = async (path: string, headers: Record<string, string> = {}) => {
  const response = await fetch(`${traced.url}${path}`, { headers });
  return { status: response.status, text: await response.text() };
};

describe.each(platforms)('@SkipTracing() on %s', (_, makeAdapter) => {
  const start = async () => {
    traced = await startTracedApplication(metadata, {}, { adapter: makeAdapter() });
  };

  it('leaves the requests of a handler without a span, and of no other', async () => {
    await start();

    await get('/state/hidden');
    await get('/state/hidden/7');
    await get('/state/shown');

    expect(await traced.treeOf(4)).toBe(
      tree(`
        SERVER GET /state/shown
          AskingGuard.canActivate
            ask
          StateController.show
            StateService.read
      `),
    );
  });

  it('holds for each handler of a controller, whatever becomes of the request', async () => {
    await start();

    expect((await get('/probes/live')).text).toBe('live');
    expect((await get('/probes/failing')).status).toBe(500);
    await get('/nowhere');

    await traced.span('GET');
    expect(traced.spans()).toHaveLength(1);
  });

  it.each(['/state/hidden', '/state/hidden/7'])(
    'passes on the trace of the caller as not recorded: %s',
    async (path) => {
      await start();
      const expected = new RegExp(`"00-${traceId}-[\\da-f]{16}-00"`);

      // The second request of a route without parameters is known before it is routed.
      expect((await get(path, { traceparent })).text).toMatch(expected);
      expect((await get(path, { traceparent })).text).toMatch(expected);
    },
  );
});

describe('@SkipTracing()', () => {
  it('knows a version from the others at the same path', async () => {
    const versioning = { type: VersioningType.HEADER, header: 'x-version' } as const;
    const prepare = (app: INestApplication) => app.enableVersioning(versioning);
    traced = await startTracedApplication({ controllers: [ReportsController] }, {}, { prepare });

    await get('/reports', { 'x-version': '1' });
    const { text } = await get('/reports', { 'x-version': '2' });

    expect(text).toBe('second');
    expect(await traced.treeOf(2)).toBe(
      tree(`
        SERVER GET /reports
          ReportsController.second
      `),
    );
  });

  it('drops what middleware begins too, once the route is known', async () => {
    const seen: string[] = [];
    const prepare = (app: INestApplication) =>
      app.use((_request: unknown, _response: unknown, next: () => void) => {
        runInSpan('middleware', (span) => seen.push(String(span.isRecording())));
        next();
      });
    traced = await startTracedApplication(metadata, {}, { prepare });

    await get('/probes/live');
    await get('/probes/live');

    expect(seen).toEqual(['true', 'false']);
    expect(traced.spans().map(({ kind }) => kind)).not.toContain(SpanKind.SERVER);
  });

  it('asks no guard in an application that does not use it', async () => {
    traced = await startTracedApplication({ controllers: [PlainController] });

    expect(traced.app.get(ApplicationConfig, { strict: false }).getGlobalGuards()).toEqual([]);
    await get('/plain');
    expect(await traced.treeOf(2)).toContain('SERVER GET /plain');
  });
});

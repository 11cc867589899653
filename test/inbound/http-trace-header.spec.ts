import { Controller, Get, Header, Sse } from '@nestjs/common';
import { SpanKind } from '@opentelemetry/api';
import { of } from 'rxjs';
import type { Observable } from 'rxjs';
import { afterEach, describe, expect, it } from 'vitest';
import { SkipTracing } from '../../lib/index.js';
import type { HttpOptions } from '../../lib/index.js';
import { startTracedApplication } from '../support/traced-application.js';
import type { TracedApplication } from '../support/traced-application.js';
import { waitFor } from '../support/wait-for.js';
import { platforms } from './support/platforms.js';

@Controller()
class AnyController {
  @Get('any')
  any(): string {
    return 'any';
  }

  @Get('own')
  @Header('traceresponse', 'mine')
  own(): string {
    return 'own';
  }

  @Get('broken')
  fail(): never {
    throw new Error('broken');
  }

  @Sse('events')
  events(): Observable<{ data: string }> {
    return of({ data: 'one' });
  }

  @Get('hidden')
  @SkipTracing()
  hide(): string {
    return 'hidden';
  }
}

describe.each(platforms)('http.traceResponseHeader on %s', (_, makeAdapter) => {
  let traced: TracedApplication;

  afterEach(() => traced.close());

  const start = async (http: HttpOptions, ratio = 1) => {
    const making = { adapter: makeAdapter() };
    const metadata = { controllers: [AnyController] };
    traced = await startTracedApplication(metadata, { http, sampling: { ratio } }, making);
  };

  const headersOf = async (path: string) => {
    const { headers, body } = await fetch(`${traced.url}${path}`);
    await body?.cancel();
    return headers;
  };

  const serverSpan = () =>
    waitFor('the SERVER span', () => traced.spans().find(({ kind }) => kind === SpanKind.SERVER));

  it.each(['/any', '/broken', '/nowhere', '/events'])(
    'tells trace and span in the answer to %s',
    async (path) => {
      await start({ traceResponseHeader: true });

      const headers = await headersOf(path);

      const { traceId, spanId } = (await serverSpan()).spanContext();
      expect(headers.get('traceresponse')).toBe(`00-${traceId}-${spanId}-01`);
    },
  );

  it('tells the trace alone under a name of its own', async () => {
    await start({ traceResponseHeader: 'X-Trace-Id' });

    const headers = await headersOf('/any');

    expect(headers.get('x-trace-id')).toBe((await serverSpan()).spanContext().traceId);
    expect(headers.has('traceresponse')).toBe(false);
  });

  it('tells of a request that is not sampled that it is not', async () => {
    await start({ traceResponseHeader: true }, 0);

    expect((await headersOf('/any')).get('traceresponse')).toMatch(
      /^00-(?!0{32})[\da-f]{32}-(?!0{16})[\da-f]{16}-00$/,
    );
  });

  it('leaves a header of the application as it is', async () => {
    await start({ traceResponseHeader: true });

    expect((await headersOf('/own')).get('traceresponse')).toBe('mine');
  });

  it.each([
    ['of a request that is ignored', { traceResponseHeader: true, ignore: ['/any'] }, '/any'],
    ['of one that is skipped', { traceResponseHeader: true }, '/hidden'],
    ['by itself', {}, '/any'],
  ])('tells nothing %s', async (_name, http, path) => {
    await start(http);

    expect((await headersOf(path)).has('traceresponse')).toBe(false);
  });
});

import { Controller, Get } from '@nestjs/common';
import { propagation } from '@opentelemetry/api';
import { afterEach, describe, expect, it } from 'vitest';
import type { HttpOptions } from '../../lib/index.js';
import { startTracedApplication } from '../support/traced-application.js';
import type { TracedApplication } from '../support/traced-application.js';
import { platforms } from './support/platforms.js';

const traceId = '0af7651916cd43dd8448eb211c80319c';
const spanId = 'b7ad6b7169203331';
const caller = (flags: string) => ({
  traceparent: `00-${traceId}-${spanId}-${flags}`,
  tracestate: 'vendor=opaque',
  baggage: 'tenant=a',
});

@Controller()
class AnyController {
  @Get('any')
  any(): string {
    return propagation.getActiveBaggage()?.getEntry('tenant')?.value ?? 'no baggage';
  }
}

describe.each(platforms)('http.trustIncomingContext on %s', (_, makeAdapter) => {
  let traced: TracedApplication;

  afterEach(() => traced.close());

  const ask = async (trust: HttpOptions['trustIncomingContext'], headers: HeadersOfCaller) => {
    const http = { trustIncomingContext: trust };
    const making = { adapter: makeAdapter() };
    traced = await startTracedApplication({ controllers: [AnyController] }, { http }, making);
    return (await fetch(`${traced.url}/any`, { headers })).text();
  };

  it('goes on the trace of a caller by itself', async () => {
    expect(await ask(undefined, caller('01'))).toBe('a');

    const { parentSpanContext, links } = await traced.span('GET /any');
    expect(parentSpanContext).toMatchObject({ traceId, spanId });
    expect(links).toEqual([]);
  });

  it('begins a trace that links to the caller, when nobody is trusted', async () => {
    expect(await ask('never', caller('01'))).toBe('no baggage');

    const server = await traced.span('GET /any');
    expect(server.parentSpanContext).toBeUndefined();
    expect(server.spanContext().traceId).not.toBe(traceId);
    expect(server.spanContext().traceState).toBeUndefined();
    expect(server.links.map(({ context }) => context)).toEqual([
      expect.objectContaining({ traceId, spanId }),
    ]);
  });

  it('takes no decision of a caller that is not trusted', async () => {
    await ask('never', caller('00'));

    expect((await traced.span('GET /any')).spanContext().traceFlags).toBe(1);
  });

  it('links to nobody where there is no caller', async () => {
    await ask('never', {});

    expect((await traced.span('GET /any')).links).toEqual([]);
  });

  it.each<[string, (request: { headers: object }) => boolean, boolean]>([
    ['says so', ({ headers }) => 'baggage' in headers, true],
    ['says no', ({ headers }) => !('baggage' in headers), false],
    [
      'throws',
      () => {
        throw new Error('broken');
      },
      false,
    ],
    ['gives a promise', (async () => true) as unknown as () => boolean, false],
  ])('trusts a caller as a function decides: it %s', async (_name, trust, isTrusted) => {
    await ask(trust, caller('01'));

    const { parentSpanContext, links } = await traced.span('GET /any');
    expect(parentSpanContext?.traceId).toBe(isTrusted ? traceId : undefined);
    expect(links).toHaveLength(isTrusted ? 0 : 1);
  });
});

type HeadersOfCaller = Record<string, string>;

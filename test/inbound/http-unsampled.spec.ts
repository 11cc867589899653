import { Controller, Get, Injectable } from '@nestjs/common';
import type { Type } from '@nestjs/common';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { trace } from '@opentelemetry/api';
import type { Attributes } from '@opentelemetry/api';
import { afterEach, describe, expect, it } from 'vitest';
import { Span, injectTraceContext, runInSpan } from '../../lib/index.js';
import { startTracedApplication } from '../support/traced-application.js';
import type { TracedApplication } from '../support/traced-application.js';

const asked: string[] = [];

function note(what: string): Attributes {
  asked.push(what);
  return {};
}

@Injectable()
class PricesService {
  @Span({ attributes: () => note('attributes of an async method') })
  async load(): Promise<Record<string, unknown>> {
    await Promise.resolve();
    return this.headers();
  }

  @Span({ attributes: () => note('attributes of a method') })
  headers(): Record<string, unknown> {
    return injectTraceContext({});
  }

  @Span({ root: true, attributes: () => note('attributes of a new trace') })
  newTrace(): string | undefined {
    return trace.getActiveSpan()?.spanContext().traceId;
  }
}

@Controller('prices')
class PricesController {
  constructor(private readonly prices: PricesService) {}

  @Get()
  async read(): Promise<object> {
    const { traceparent } = await this.prices.load();
    const spanId = runInSpan('work', (span) => span.spanContext().spanId);
    return { traceparent, spanId, newTrace: this.prices.newTrace() };
  }
}

describe.each([
  ['Express', ExpressAdapter],
  ['Fastify', FastifyAdapter],
] as [string, Type<ExpressAdapter | FastifyAdapter>][])(
  'a request that is not sampled, on %s',
  (_, Adapter) => {
    let traced: TracedApplication;

    afterEach(() => traced.close());

    const start = async () => {
      const metadata = { controllers: [PricesController], providers: [PricesService] };
      traced = await startTracedApplication(
        metadata,
        { sampling: { ratio: 0 } },
        { adapter: new Adapter() },
      );
      asked.length = 0;
    };

    it('makes no span, and says in what leaves that it is not sampled', async () => {
      await start();

      const answer = (await (await fetch(`${traced.url}/prices`)).json()) as Record<string, string>;

      const [version, traceId, spanId, flags] = answer['traceparent']?.split('-') ?? [];
      expect([version, flags]).toEqual(['00', '00']);
      expect(traceId).toMatch(/^(?!0{32})[\da-f]{32}$/);
      expect(spanId).toMatch(/^(?!0{16})[\da-f]{16}$/);
      expect(answer['newTrace']).not.toBe(traceId);
      expect(traced.spans()).toEqual([]);
    });

    it('goes on in the trace of a caller who did not sample it', async () => {
      await start();
      const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00';

      const response = await fetch(`${traced.url}/prices`, { headers: { traceparent } });

      const answer = (await response.json()) as Record<string, string>;
      expect(answer['traceparent']).toMatch(/^00-0af7651916cd43dd8448eb211c80319c-[\da-f]{16}-00$/);
    });
  },
);

describe('a method called for a request that is not sampled', () => {
  it('is not asked for its attributes, unless it starts a trace of its own', async () => {
    const metadata = { controllers: [PricesController], providers: [PricesService] };
    const traced = await startTracedApplication(metadata, {
      engine: 'fast',
      sampling: { ratio: 0 },
    });
    asked.length = 0;

    await fetch(`${traced.url}/prices`);

    expect(asked).toEqual(['attributes of a new trace']);
    await traced.close();
  });
});

import { Controller, Get, HttpException } from '@nestjs/common';
import { diag, DiagLogLevel, propagation, trace } from '@opentelemetry/api';
import type { Span as ApiSpan, TextMapPropagator, Tracer } from '@opentelemetry/api';
import type { ExportResult } from '@opentelemetry/core';
import { NodeTracerProvider } from '@opentelemetry/sdk-trace-node';
import type {
  ReadableSpan,
  Sampler,
  SpanExporter,
  SpanProcessor,
} from '@opentelemetry/sdk-trace-node';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EngineTracerProvider } from '../../lib/engine/engine-tracer-provider.js';
import { GuardedProcessors } from '../../lib/engine/pipeline/guarded-processors.js';
import { injectTraceContext, Span, SpanAttribute } from '../../lib/index.js';
import type { TracingModuleOptions } from '../../lib/index.js';
import { LateSampler } from '../../lib/sdk/stock/late-sampler.js';
import { LateSpanProcessor } from '../../lib/sdk/stock/late-span-processor.js';
import { startTracedApplication } from '../support/traced-application.js';

const engines = ['fast', 'stock'] as const;

/** What everything hostile says. */
class Hostility extends Error {}

function fail(): never {
  throw new Hostility('hostile');
}

async function reject(): Promise<never> {
  return fail();
}

@Controller()
class HostController {
  @Get('fine')
  fine(): string {
    return this.work('x');
  }

  @Get('broken')
  broken(): string {
    throw new HttpException('broken', 503);
  }

  @Span({ attributes: fail, links: fail, onResult: fail, recordException: fail })
  work(@SpanAttribute('given', fail) given: string): string {
    return this.later(given);
  }

  @Span({
    attributes: reject as never,
    links: reject as never,
    onResult: reject as never,
    recordException: reject as never,
  })
  later(@SpanAttribute('given', reject as never) given: string): string {
    return `done ${given}`;
  }
}

type Export = SpanExporter['export'];

function exporter(
  doExport: (...args: Parameters<Export>) => unknown,
  rest: Partial<Omit<SpanExporter, 'export'>> = {},
): SpanExporter {
  return { export: doExport, shutdown: async () => undefined, ...rest };
}

const taken: ExportResult = { code: 0 };

const settings: { what: string; options: () => TracingModuleOptions }[] = [
  { what: 'an exporter that throws', options: () => ({ exporter: exporter(fail) }) },
  {
    what: 'an exporter that rejects',
    options: () => ({ exporter: exporter((): unknown => reject()) }),
  },
  {
    what: 'an exporter that never calls back',
    options: () => ({ exporter: exporter(() => undefined) }),
  },
  {
    what: 'an exporter that calls back twice, and then throws',
    options: () => ({
      exporter: exporter((_, tell) => {
        tell(taken);
        tell({ code: 1 });
        fail();
      }),
    }),
  },
  {
    what: 'an exporter that fails without a reason',
    options: () => ({ exporter: exporter((_, tell) => tell(undefined as never)) }),
  },
  {
    what: 'an exporter that empties spans',
    options: () => ({
      exporter: exporter((spans, tell) => {
        for (const span of spans.splice(0)) {
          Object.assign(span, { attributes: undefined, resource: undefined, name: undefined });
        }
        tell(taken);
      }),
    }),
  },
  {
    what: 'an exporter whose flush and shutdown throw',
    options: () => ({
      exporter: exporter((_, tell) => tell(taken), { forceFlush: fail, shutdown: fail }),
    }),
  },
  {
    what: 'an exporter whose flush and shutdown hang',
    options: () => ({
      exporter: exporter((_, tell) => tell(taken), {
        forceFlush: () => new Promise(() => undefined),
        shutdown: () => new Promise(() => undefined),
      }),
    }),
  },
  {
    what: 'hooks of HTTP that throw',
    options: () => ({ http: { isError: fail, ignore: [fail], trustIncomingContext: fail } }),
  },
  {
    what: 'hooks of HTTP that reject',
    options: () => ({
      http: {
        isError: reject as never,
        ignore: [reject as never],
        trustIncomingContext: reject as never,
      },
    }),
  },
];

/** What was told to diag, and what was rejected with nobody to handle it. */
let warnings: unknown[][];
let unhandled: unknown[];
const noteUnhandled = (reason: unknown): void => void unhandled.push(reason);

beforeEach(() => {
  warnings = [];
  unhandled = [];
  const note = (...said: unknown[]): void => void warnings.push(said);
  const nothing = (): void => undefined;
  diag.setLogger(
    { error: note, warn: note, info: nothing, debug: nothing, verbose: nothing },
    { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true },
  );
  process.on('unhandledRejection', noteUnhandled);
});

afterEach(() => {
  process.off('unhandledRejection', noteUnhandled);
  propagation.disable();
  diag.disable();
});

describe.each(engines)('a request, on the %s engine', (engine) => {
  it.each(settings)('is answered as ever with $what', async ({ options }) => {
    const traced = await startTracedApplication(
      { controllers: [HostController] },
      { engine, shutdownTimeoutMs: 100, batch: { intervalMs: 1 }, ...options() },
    );

    const answers = [];
    for (let count = 0; count < 5; count += 1) {
      for (const path of ['fine', 'broken']) {
        const response = await fetch(`${traced.url}/${path}`);
        answers.push(`${response.status} ${await response.text()}`);
      }
    }
    await traced.close();

    const broken = '503 {"statusCode":503,"message":"broken"}';
    expect(new Set(answers)).toEqual(new Set(['200 done x', broken]));
    expect(unhandled).toEqual([]);
  });

  it('is answered as ever with a propagator that throws', async () => {
    const hostile: TextMapPropagator = {
      inject: fail,
      extract: fail,
      fields: () => ['traceparent'],
    };
    propagation.setGlobalPropagator(hostile);
    const traced = await startTracedApplication({ controllers: [HostController] }, { engine });

    const response = await fetch(`${traced.url}/fine`);

    expect(await response.text()).toBe('done x');
    expect(injectTraceContext({ kept: 'yes' })).toEqual({ kept: 'yes' });
    expect((await traced.serverSpan()).name).toBe('GET /fine');
    await traced.close();
  });
});

function tracerOf(
  engine: (typeof engines)[number],
  sampler: Sampler | undefined,
  processors: readonly SpanProcessor[],
): Tracer {
  if (engine === 'fast') {
    return new EngineTracerProvider({ sampler, spanProcessors: processors }).getTracer('t');
  }
  const late = new LateSpanProcessor();
  late.deliverTo(new GuardedProcessors(processors));
  return new NodeTracerProvider({
    ...(sampler && { sampler: new LateSampler(sampler) }),
    spanProcessors: [late],
  }).getTracer('t');
}

function sampling(shouldSample: () => unknown): Sampler {
  return { shouldSample: shouldSample as Sampler['shouldSample'], toString: () => 'hostile' };
}

describe.each(engines)('a span, on the %s engine', (engine) => {
  it.each([
    { what: 'throws', sampler: sampling(fail) },
    { what: 'returns nothing', sampler: sampling(() => undefined) },
    { what: 'decides what there is not', sampler: sampling(() => ({ decision: 7 })) },
    { what: 'returns a promise', sampler: sampling(async () => ({ decision: 2 })) },
    { what: 'rejects', sampler: sampling(reject) },
  ])('is not recorded when the sampler $what', async ({ sampler }) => {
    const tracer = tracerOf(engine, sampler, []);

    const spans = Array.from({ length: 20 }, () => tracer.startSpan('work'));

    await new Promise((resolve) => setImmediate(resolve));
    expect(spans.map((span) => span.isRecording())).not.toContain(true);
    expect(spans.every((span) => trace.isSpanContextValid(span.spanContext()))).toBe(true);
    expect(unhandled).toEqual([]);
    expect(warnings.length).toBeLessThan(2);
  });

  it('goes on to the other processors when one throws', async () => {
    const ended: ReadableSpan[] = [];
    const hostile: SpanProcessor = {
      onStart: fail,
      onEnding: fail,
      onEnd: fail,
      forceFlush: fail,
      shutdown: fail,
    };
    const noting: SpanProcessor = {
      onStart: () => undefined,
      onEnd: (span) => ended.push(span),
      forceFlush: async () => undefined,
      shutdown: async () => undefined,
    };
    const tracer = tracerOf(engine, undefined, [hostile, noting]);

    const spans: ApiSpan[] = Array.from({ length: 20 }, () => tracer.startSpan('work'));
    spans.forEach((span) => span.end());

    expect(ended).toHaveLength(20);
    expect(warnings.length).toBeLessThan(4);
  });
});

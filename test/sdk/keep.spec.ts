import { Controller, Get, HttpException, Inject, Injectable } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { context, ROOT_CONTEXT, SpanStatusCode, trace, TraceFlags } from '@opentelemetry/api';
import { InMemorySpanExporter } from '@opentelemetry/sdk-trace-node';
import type { ReadableSpan } from '@opentelemetry/sdk-trace-node';
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  extractTraceContext,
  injectTraceContext,
  runInSpan,
  SkipTracing,
  Span,
  TracingModule,
  TracingService,
} from '../../lib/index.js';
import type { EngineName, TracingModuleOptions } from '../../lib/index.js';
import { ATTR_NESTJS_SAMPLING_KEPT } from '../../lib/semconv/nestjs-attributes.js';
import { unsample } from '../../lib/spans/unsample.js';
import { Collector } from '../engine/support/collector.js';
import { forgetPrograms } from '../support/compiled-program.js';
import { startProgram } from '../support/run-program.js';
import { spanTree, tree } from '../support/span-tree.js';
import { startTracedApplication } from '../support/traced-application.js';
import type { TracedApplication } from '../support/traced-application.js';
import { waitFor } from '../support/wait-for.js';

const traceId = '0af7651916cd43dd8448eb211c80319c';
const unsampledCaller = { traceparent: `00-${traceId}-b7ad6b7169203331-00` };
const sampledCaller = { traceparent: `00-${traceId}-b7ad6b7169203331-01` };
const never = { sampling: { ratio: 0 }, keep: { errors: true } };
const kept = (span: ReadableSpan | undefined) => span?.attributes[ATTR_NESTJS_SAMPLING_KEPT];

@Injectable()
class Orders {
  @Span()
  async find(isThere: boolean): Promise<string> {
    await Promise.resolve();
    if (!isThere) throw new Error('database gone');
    return injectTraceContext<Record<string, string>>({}).traceparent ?? '';
  }
}

@Controller()
class OrdersController {
  constructor(
    private readonly orders: Orders,
    @Inject('later') private readonly later: { readonly come: Promise<void> },
  ) {}

  @Get('fine')
  fine() {
    return this.orders.find(true);
  }

  @Get('fails')
  fails() {
    return this.orders.find(false);
  }

  @Get('refused')
  async refused() {
    await this.orders.find(true);
    throw new HttpException('no', 403);
  }

  @Get('skipped')
  @SkipTracing()
  skipped() {
    return this.orders.find(false);
  }

  @Get('leaves-work')
  leavesWork() {
    void runInSpan('background', async () => {
      await this.later.come;
      await this.orders.find(true);
    });
    throw new Error('failed before that');
  }
}

describe.each<EngineName>(['fast', 'stock'])('keep, with the %s engine', (engine) => {
  describe('in an application', () => {
    let traced: TracedApplication;
    let finishLater: () => void;

    const start = async (options: TracingModuleOptions = {}) => {
      const come = new Promise<void>((resolve) => {
        finishLater = resolve;
      });
      traced = await startTracedApplication(
        {
          controllers: [OrdersController],
          providers: [Orders, { provide: 'later', useValue: { come } }],
        },
        { engine, ...never, ...options },
      );
    };
    const get = (path: string, headers: Record<string, string> = {}) =>
      fetch(traced.url + path, { headers });

    afterEach(() => traced.close());

    it('exports a failed request as if it had been sampled, and says so on its first span', async () => {
      await start();

      await get('/fails');

      expect(await traced.treeOf(3)).toBe(
        tree(`
          SERVER GET /fails
            OrdersController.fails
              Orders.find
        `),
      );
      const server = await traced.serverSpan();
      expect(server.attributes).toMatchObject({
        'http.route': '/fails',
        'http.response.status_code': 500,
        [ATTR_NESTJS_SAMPLING_KEPT]: 'error',
      });
      const flags = traced.spans().map((span) => span.spanContext().traceFlags);
      expect(flags).toEqual([1, 1, 1]);
      expect(traced.spans().filter(kept)).toHaveLength(1);
    });

    it('leaves no trace of requests that went well, or were refused', async () => {
      await start();

      await Promise.all([get('/fine'), get('/refused'), get('/nowhere')]);
      await get('/fails');
      await traced.serverSpan();

      expect(new Set(traced.spans().map((span) => span.spanContext().traceId)).size).toBe(1);
    });

    it('tells nobody that the trace is sampled', async () => {
      await start({ keep: { slowerThanMs: 0 }, http: { traceResponseHeader: true } });

      const response = await get('/fine');

      expect((await response.text()).slice(-3)).toBe('-00');
      expect(response.headers.get('traceresponse')?.slice(-3)).toBe('-00');
      expect(kept(await traced.serverSpan())).toBe('slow');
    });

    it("keeps this process's part of a trace its caller did not sample, request by request", async () => {
      await start();

      await Promise.all([get('/fine', unsampledCaller), get('/fails', unsampledCaller)]);
      const server = await traced.serverSpan();

      expect(server.spanContext().traceId).toBe(traceId);
      expect(server.parentSpanContext?.spanId).toBe('b7ad6b7169203331');
      expect(traced.spans().map(({ name }) => name)).not.toContain('GET /fine');
    });

    it('exports sampled traces as ever', async () => {
      await start();

      await get('/fine', sampledCaller);

      expect(await traced.treeOf(3)).toContain('SERVER GET /fine');
      expect(traced.spans().filter(kept)).toEqual([]);
    });

    it('keeps nothing of what is to leave no trace', async () => {
      await start({ keep: { errors: true, slowerThanMs: 0 }, http: { ignore: ['/fails'] } });

      await get('/fails');
      await get('/skipped');
      await get('/fine');
      await traced.serverSpan();

      expect(traced.spans().map(({ name }) => name)).toContain('GET /fine');
      expect(spanTree(traced.spans())).not.toMatch(/fails|skipped/);
    });

    it('exports what a kept request left behind when it ends', async () => {
      await start();

      await get('/leaves-work');
      await traced.serverSpan();
      const before = traced.spans().map(({ name }) => name);
      finishLater();

      expect(await traced.treeOf(4)).toBe(
        tree(`
          SERVER GET /leaves-work
            OrdersController.leavesWork
              background
                Orders.find
        `),
      );
      expect(before).not.toContain('background');
    });

    it('prints a trace once it is kept, and no other', async () => {
      const printed = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
      await start({ debug: true });

      await get('/fine');
      await get('/fails');
      await traced.serverSpan();
      const text = printed.mock.calls.map(([chunk]) => String(chunk)).join('');
      printed.mockRestore();

      expect(text).toContain('database gone');
      expect(text.match(/^trace /gm)).toHaveLength(1);
      expect(text).not.toContain('/fine');
    });
  });

  describe('of work that nobody outside asked for', () => {
    let exporter: InMemorySpanExporter;
    const names = () => exporter.getFinishedSpans().map(({ name }) => name);

    const inApplication = async (
      options: TracingModuleOptions,
      work: (tracing: TracingService) => unknown,
    ) => {
      const tracing = TracingModule.forRoot({
        engine,
        exporter,
        instrumentations: false,
        ...never,
        ...options,
      });
      const root = { module: class {}, imports: [tracing] };
      const app = await NestFactory.createApplicationContext(root, { logger: false });
      try {
        await work(app.get(TracingService));
      } finally {
        await app.close();
      }
    };

    beforeEach(() => {
      exporter = new InMemorySpanExporter();
    });

    it('keeps what took long, by the span that began it', () =>
      inApplication({ keep: { slowerThanMs: 1_000 } }, async (tracing) => {
        const tracer = trace.getTracer('t');
        const now = Date.now();
        tracer.startSpan('slow', { startTime: now - 1_500 }).end(now);
        tracer.startSpan('quick', { startTime: now - 500 }).end(now);
        const quick = tracer.startSpan('quick with slow child');
        const active = trace.setSpan(ROOT_CONTEXT, quick);
        tracer.startSpan('child', { startTime: now - 5_000 }, active).end(now);
        quick.end();
        await tracing.flush();

        expect(names()).toEqual(['slow']);
        expect(kept(exporter.getFinishedSpans()[0])).toBe('slow');
      }));

    it('keeps an error that somebody handled, and one that comes after the first span', () =>
      inApplication({}, async (tracing) => {
        runInSpan('handles', () => {
          try {
            runInSpan('fails', () => {
              throw new Error('no');
            });
          } catch {}
        });
        const late = runInSpan('answers', () => trace.getTracer('t').startSpan('late'));
        await tracing.flush();
        const before = names();
        late.setStatus({ code: SpanStatusCode.ERROR }).end();
        await tracing.flush();

        expect(before).toEqual(['fails', 'handles']);
        expect(names()).toEqual(['fails', 'handles', 'answers', 'late']);
      }));

    it('leaves out a span that was taken back, and all when it is the first', () =>
      inApplication({ keep: { slowerThanMs: 0 } }, async (tracing) => {
        runInSpan('first', () => runInSpan('taken back', unsample));
        runInSpan('taken back', (span) => {
          unsample(span);
          runInSpan('below', () => undefined);
        });
        await tracing.flush();

        expect(names()).toEqual(['first']);
      }));

    it('keeps at a flush what is known to be worth it', () =>
      inApplication({}, async (tracing) => {
        await runInSpan('open', async () => {
          trace.getTracer('t').startSpan('failed').setStatus({ code: SpanStatusCode.ERROR }).end();
          await runInSpan('other', { root: true }, () => tracing.flush());
          expect(names()).toEqual(['failed']);
        });
        await tracing.flush();

        expect(names()).toEqual(['failed', 'open']);
        expect(exporter.getFinishedSpans().map(kept)).toEqual([undefined, 'error']);
      }));

    it('follows options that arrive late', async () => {
      const useFactory = () => ({ exporter, ...never, instrumentations: false as const });
      const tracing = TracingModule.forRootAsync({ useFactory });
      const root = { module: class {}, imports: [tracing] };
      const app = await NestFactory.createApplicationContext(root, { logger: false });

      fail('failed');
      await waitFor('the span', () => names().length > 0);

      expect(names()).toEqual(['failed']);
      await app.close();
    });

    it('sends what is kept over OTLP, sampled', async () => {
      const collector = await Collector.start();
      const otlp = { url: collector.url };
      await inApplication({ exporter: 'otlp', otlp }, () => {
        runInSpan('fine', () => undefined);
        fail('failed');
      });

      const spans = await waitFor(
        'a span',
        () => collector.spans().length > 0 && collector.spans(),
      );
      expect(spans.map(({ name }) => name)).toEqual(['failed']);
      expect(spans[0]?.attributes).toMatchObject({
        [ATTR_NESTJS_SAMPLING_KEPT]: { stringValue: 'error' },
      });
      expect(spans[0]!.flags & TraceFlags.SAMPLED).toBe(1);
      await collector.stop();
    });

    it('begins nothing of its own below a local span that is not recorded', () =>
      inApplication({}, async (tracing) => {
        const foreign = { traceId, spanId: 'b7ad6b7169203331', traceFlags: TraceFlags.NONE };
        context.with(trace.setSpanContext(ROOT_CONTEXT, foreign), () => fail('below'));
        context.with(extractTraceContext(unsampledCaller), () => fail('remote'));
        await tracing.flush();

        expect(names()).toEqual(['remote']);
      }));
  });
});

describe('a process that keeps traces', () => {
  afterAll(forgetPrograms);

  it('has the same memory after thousands of requests, and the spans of the failed ones', async () => {
    const requests = 2_000;
    const program = new URL('./fixtures/keep-memory.ts', import.meta.url);

    const running = await startProgram(program, { REQUESTS: String(requests) });
    await running.ended();
    const { grownMb, exported } = JSON.parse(running.stdout()) as Record<string, number>;

    expect(exported).toBe(((requests + requests / 4) / 100) * 3);
    // The spans of that many requests, held, would take twice as much.
    expect(grownMb).toBeLessThan(3);
  }, 90_000);
});

function fail(name: string): void {
  runInSpan(name, (span) => {
    span.setStatus({ code: SpanStatusCode.ERROR });
  });
}

import { NestFactory } from '@nestjs/core';
import { context } from '@opentelemetry/api';
import {
  InMemorySpanExporter,
  NodeTracerProvider,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-node';
import { afterEach, describe, expect, it } from 'vitest';
import {
  TracingModule,
  extractTraceContext,
  injectTraceContext,
  runInSpan,
} from '../../lib/index.js';
import type { TracingModuleOptions } from '../../lib/index.js';
import { LateSpanProcessor } from '../../lib/sdk/stock/late-span-processor.js';

const unsampled = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00';
const sampled = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

afterEach(() => {
  delete process.env.OTEL_TRACES_SAMPLER;
});

describe('sampling', () => {
  it('records no new trace with a ratio of 0, and says so on the wire', async () => {
    const flags = await flagsWith({ sampling: { ratio: 0 } });

    expect(flags).toEqual({ new: '00', sampled: '01', unsampled: '00' });
  });

  it('keeps the decision of the caller with a ratio of 1', async () => {
    const flags = await flagsWith({ sampling: { ratio: 1 } });

    expect(flags).toEqual({ new: '01', sampled: '01', unsampled: '00' });
  });

  it('decides anew for every trace with OTEL_TRACES_SAMPLER=always_on', async () => {
    process.env.OTEL_TRACES_SAMPLER = 'always_on';

    expect(await flagsWith({})).toEqual({ new: '01', sampled: '01', unsampled: '01' });
  });

  it('records about the share of new traces that was asked for', async () => {
    const app = await start({ sampling: { ratio: 0.25 } });

    const recorded = Array.from({ length: 2_000 }, () =>
      runInSpan('work', (span) => span.isRecording()),
    );

    const share = recorded.filter(Boolean).length / recorded.length;
    expect(share).toBeGreaterThan(0.15);
    expect(share).toBeLessThan(0.35);
    await app.close();
  });
});

describe("exporter: 'none'", () => {
  it('still carries the trace context', async () => {
    expect(await flagsWith({ exporter: 'none' })).toMatchObject({ new: '01' });
  });
});

describe('LateSpanProcessor', () => {
  it('holds 1024 spans at most until it knows where they go', async () => {
    const processor = new LateSpanProcessor();
    const tracer = new NodeTracerProvider({ spanProcessors: [processor] }).getTracer('test');
    const exporter = new InMemorySpanExporter();

    for (let index = 0; index < 1_100; index += 1) tracer.startSpan(`span ${index}`).end();
    processor.deliverTo(new SimpleSpanProcessor(exporter));
    tracer.startSpan('after').end();
    await processor.forceFlush();

    const names = exporter.getFinishedSpans().map(({ name }) => name);
    expect(names).toHaveLength(1_025);
    expect([names[0], names.at(-2), names.at(-1)]).toEqual(['span 0', 'span 1023', 'after']);
  });
});

function start(options: TracingModuleOptions) {
  const tracing = TracingModule.forRoot({
    exporter: new InMemorySpanExporter(),
    instrumentations: false,
    ...options,
  });
  const root = { module: class {}, imports: [tracing] };
  return NestFactory.createApplicationContext(root, { logger: false });
}

/** The sampled flag that goes out for a new trace, and for traces begun upstream. */
async function flagsWith(options: TracingModuleOptions) {
  const app = await start(options);
  const flags = (traceparent?: string) =>
    context.with(extractTraceContext({ traceparent }), () =>
      runInSpan('work', () =>
        injectTraceContext<Record<string, string>>({}).traceparent?.slice(-2),
      ),
    );
  const result = { new: flags(), sampled: flags(sampled), unsampled: flags(unsampled) };
  await app.close();
  return result;
}

import { inspect } from 'node:util';
import { context, diag, DiagLogLevel, ROOT_CONTEXT, trace } from '@opentelemetry/api';
import type { Span } from '@opentelemetry/api';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EngineTracerProvider } from '../../lib/engine/engine-tracer-provider.js';
import { OtlpSpanSink } from '../../lib/engine/otlp/otlp-span-sink.js';
import { RatioSampler } from '../../lib/engine/sampling/ratio-sampler.js';
import { Collector } from './support/collector.js';
import { forgetGlobals } from './support/engines.js';
import { RecordingProcessor } from './support/recording-processor.js';

describe('EngineTracerProvider', () => {
  let collector: Collector;
  let warnings: string[];

  beforeEach(async () => {
    collector = await Collector.start();
    warnings = [];
    const silent = (): void => {};
    const logger = {
      error: silent,
      warn: (text: string) => void warnings.push(text),
      info: silent,
      debug: silent,
      verbose: silent,
    };
    diag.setLogger(logger, { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true });
  });

  afterEach(async () => {
    await collector.stop();
    forgetGlobals();
    diag.disable();
  });

  it('holds spans until it is told where they go, and gives them the resource it is told', async () => {
    const provider = new EngineTracerProvider({ awaitsConfiguration: true });
    const tracer = provider.getTracer('t');
    const open = tracer.startSpan('open');
    tracer.startSpan('ended').setAttribute('a', 1).end();
    await provider.forceFlush();

    const processor = new RecordingProcessor();
    const sink = new OtlpSpanSink({ url: collector.url });
    const resource = resourceFromAttributes({ 'service.name': 'late' });
    provider.configure({ resource, sink, spanProcessors: [processor] });
    open.end();
    await provider.shutdown();

    expect(processor.ended.map(({ name }) => name)).toEqual(['ended', 'open']);
    expect(processor.ended.map((span) => span.resource)).toEqual([resource, resource]);
    expect(
      collector
        .spans()
        .map(({ name }) => name)
        .toSorted(),
    ).toEqual(['ended', 'open']);
    expect(collector.spans()[0]!.resource).toEqual({ 'service.name': { stringValue: 'late' } });
  });

  it('holds no more than it should, and says how many it dropped', () => {
    const provider = new EngineTracerProvider({ awaitsConfiguration: true });
    const tracer = provider.getTracer('t');
    for (let index = 0; index < 1_030; index += 1) tracer.startSpan('x').end();

    const processor = new RecordingProcessor();
    provider.configure({ spanProcessors: [processor] });

    expect(processor.ended).toHaveLength(1_024);
    expect(warnings).toEqual([
      'nestjs-tracing: 6 spans were dropped that ended before it was known where they go.',
    ]);
  });

  it('samples by the sampler of the hour', () => {
    const provider = new EngineTracerProvider();
    const tracer = provider.getTracer('t');
    const before = tracer.startSpan('before', {}, ROOT_CONTEXT);
    provider.configure({ sampler: new RatioSampler({ ratio: 0, isParentBased: true }) });

    expect(before.isRecording()).toBe(true);
    expect(tracer.startSpan('after', {}, ROOT_CONTEXT).isRecording()).toBe(false);
    expect(tracer.startSpan('child', {}, trace.setSpan(ROOT_CONTEXT, before)).isRecording()).toBe(
      true,
    );
  });

  it('sends what processors write into a span that has ended', async () => {
    const sink = new OtlpSpanSink({ url: collector.url });
    const redact = new RecordingProcessor();
    redact.onEnd = (span) => {
      span.attributes.secret = '***';
      delete span.attributes.other;
    };
    const provider = new EngineTracerProvider({ sink, spanProcessors: [redact] });
    provider
      .getTracer('t')
      .startSpan('x')
      .setAttributes({ secret: 'word', other: 1, kept: true })
      .end();
    await provider.shutdown();

    expect(collector.spans()[0]!.attributes).toEqual({
      secret: { stringValue: '***' },
      kept: { boolValue: true },
    });
  });

  it('shows a span to a log without the machine behind it', () => {
    const sink = new OtlpSpanSink({ url: collector.url, headers: { 'x-api-key': 'hush' } });
    const provider = new EngineTracerProvider({ sink });
    provider.register();
    const span: Span = provider.getTracer('t').startSpan('shown', { attributes: { a: 1 } });
    const texts = [inspect(span), JSON.stringify(span), inspect({ provider, sink }, { depth: 20 })];

    expect(texts[0]).toContain('shown');
    expect(texts[1]).toContain(span.spanContext().traceId);
    expect(texts.join('')).not.toContain('hush');
    context.disable();
  });

  it('describes its sampler', () => {
    const names = [
      new RatioSampler({ ratio: 1, isParentBased: true }),
      new RatioSampler({ ratio: 0, isParentBased: false }),
      new RatioSampler({ ratio: 0.25, isParentBased: true }),
    ].map(String);

    expect(names).toEqual([
      'ParentBased{root=AlwaysOnSampler}',
      'AlwaysOffSampler',
      'ParentBased{root=TraceIdRatioBased{0.25}}',
    ]);
  });
});

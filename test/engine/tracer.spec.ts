import {
  context,
  diag,
  DiagLogLevel,
  INVALID_SPAN_CONTEXT,
  propagation,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
  TraceFlags,
} from '@opentelemetry/api';
import type { DiagLogger, Span } from '@opentelemetry/api';
import { suppressTracing, TraceState } from '@opentelemetry/core';
import { emptyResource, resourceFromAttributes } from '@opentelemetry/resources';
import {
  AlwaysOffSampler,
  BatchSpanProcessor,
  ConsoleSpanExporter,
  InMemorySpanExporter,
  SamplingDecision,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-node';
import type { ReadableSpan, SpanProcessor } from '@opentelemetry/sdk-trace-node';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { forgetGlobals, ours, stock } from './support/engines.js';
import type { EngineConfig, Provider } from './support/engines.js';
import { RecordingProcessor } from './support/recording-processor.js';
import { freezeClock } from './support/frozen-clock.js';

const remote = {
  traceId: '0af7651916cd43dd8448eb211c80319c',
  spanId: 'b7ad6b7169203331',
  traceFlags: TraceFlags.SAMPLED,
  isRemote: true,
  traceState: new TraceState('vendor=1'),
};

afterEach(() => {
  forgetGlobals();
  diag.disable();
  vi.restoreAllMocks();
});

/** Every case runs on both, so that a difference is a failure of ours or of the case. */
describe.each([stock, ours])('$name', (engine) => {
  let processor: RecordingProcessor;
  let said: { level: string; text: string }[];

  beforeEach(() => {
    processor = new RecordingProcessor();
    said = [];
    const log =
      (level: string) =>
      (...words: unknown[]) =>
        void said.push({ level, text: String(words[0]) });
    const logger: DiagLogger = {
      error: log('error'),
      warn: log('warn'),
      info: log('info'),
      debug: log('debug'),
      verbose: log('verbose'),
    };
    diag.setLogger(logger, { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true });
  });

  function registered(config: EngineConfig = {}): Provider {
    const provider = engine.create({ spanProcessors: [processor], ...config });
    provider.register();
    return provider;
  }

  function onlySpan(): ReadableSpan {
    expect(processor.ended).toHaveLength(1);
    return processor.ended[0]!;
  }

  describe('provider', () => {
    it('gives one tracer per name, version and schema', () => {
      const provider = registered();
      const schema = { schemaUrl: 'https://example.com/1' };

      expect(provider.getTracer('a', '1', schema)).toBe(
        provider.getTracer('a', '1', { ...schema }),
      );
      expect(provider.getTracer('a', '1')).not.toBe(provider.getTracer('a', '2'));
      expect(provider.getTracer('a')).toBe(provider.getTracer('a', ''));
      expect(provider.getTracer('a', '1', schema)).not.toBe(provider.getTracer('a', '1'));
      expect(provider.getTracer('')).toBeDefined();
    });

    it('is behind the API once registered, with context and W3C propagation', () => {
      registered();
      const carrier: Record<string, string> = {};

      trace.getTracer('t').startActiveSpan('work', (span) => {
        expect(trace.getActiveSpan()).toBe(span);
        propagation.inject(context.active(), carrier);
        const { traceId, spanId } = span.spanContext();
        expect(carrier.traceparent).toBe(`00-${traceId}-${spanId}-01`);
      });

      expect(propagation.fields()).toEqual(['traceparent', 'tracestate', 'baggage']);
    });

    it('leaves context manager and propagator alone when they are null', () => {
      engine.create().register({ contextManager: null, propagator: null });

      trace.getTracer('t').startActiveSpan('work', () => {
        expect(context.active()).toBe(ROOT_CONTEXT);
      });
      expect(propagation.fields()).toEqual([]);
    });

    it('takes a context manager and a propagator of the user', () => {
      const contextManager = engine.createContextManager();
      const propagator = { inject: () => {}, extract: () => ROOT_CONTEXT, fields: () => ['mine'] };

      engine.create().register({ contextManager, propagator });

      expect(propagation.fields()).toEqual(['mine']);
      context.with(ROOT_CONTEXT.setValue(Symbol.for('k'), 1), () => {
        expect(contextManager.active().getValue(Symbol.for('k'))).toBe(1);
      });
    });

    it('flushes and shuts down every processor', async () => {
      const second = new RecordingProcessor();
      const provider = registered({ spanProcessors: [processor, second] });

      await provider.forceFlush();
      await provider.shutdown();

      expect([processor.flushes, second.flushes]).toEqual([1, 1]);
      expect([processor.shutdowns, second.shutdowns]).toEqual([1, 1]);
    });

    it('rejects a flush with what went wrong, and one that takes too long', async () => {
      const failing: SpanProcessor = {
        onStart() {},
        onEnd() {},
        shutdown: async () => {},
        forceFlush: () => Promise.reject(new Error('no')),
      };
      const hanging: SpanProcessor = { ...failing, forceFlush: () => new Promise(() => {}) };

      await expect(registered({ spanProcessors: [failing] }).forceFlush()).rejects.toEqual([
        new Error('no'),
      ]);
      await expect(
        engine.create({ spanProcessors: [hanging] }).forceFlush({ timeoutMillis: 20 }),
      ).rejects.toHaveLength(1);
    });

    it('works with the processors and exporters of the SDK', async () => {
      const memory = new InMemorySpanExporter();
      const batched = new InMemorySpanExporter();
      const provider = registered({
        spanProcessors: [
          new SimpleSpanProcessor(memory),
          new BatchSpanProcessor(batched),
          new SimpleSpanProcessor(new ConsoleSpanExporter()),
        ],
      });
      const printed = vi.spyOn(console, 'dir').mockImplementation(() => {});

      provider.getTracer('t').startSpan('work').end();
      await provider.forceFlush();

      expect(memory.getFinishedSpans().map(({ name }) => name)).toEqual(['work']);
      expect(batched.getFinishedSpans()).toEqual(memory.getFinishedSpans());
      expect(printed).toHaveBeenCalledOnce();
    });

    it('gives spans its resource, and a service name without one', () => {
      const resource = resourceFromAttributes({ 'service.name': 'shop' });
      registered({ resource }).getTracer('t').startSpan('work').end();
      expect(onlySpan().resource).toBe(resource);

      const other = new RecordingProcessor();
      engine
        .create({ spanProcessors: [other] })
        .getTracer('t')
        .startSpan('work')
        .end();
      expect(other.ended[0]!.resource.attributes['service.name']).toMatch(/^unknown_service/);
    });
  });

  describe('startSpan()', () => {
    it('starts a trace where there is no parent, with valid random ids', () => {
      const tracer = registered().getTracer('t', '1.0.0');
      const one = tracer.startSpan('one').spanContext();
      const two = tracer.startSpan('two').spanContext();

      expect(one.traceId).toMatch(/^(?!0{32})[0-9a-f]{32}$/);
      expect(one.spanId).toMatch(/^(?!0{16})[0-9a-f]{16}$/);
      expect(one.traceId).not.toBe(two.traceId);
      expect(one.traceFlags).toBe(TraceFlags.SAMPLED);
      expect(Object.keys(one)).toEqual(expect.arrayContaining(['traceId', 'spanId', 'traceFlags']));
      expect({ ...one }).toEqual(one);
    });

    it('gives the same span context object each time', () => {
      const span = registered().getTracer('t').startSpan('one');

      expect(span.spanContext()).toBe(span.spanContext());
    });

    it('puts a child below the active span', () => {
      const tracer = registered().getTracer('t');

      tracer.startActiveSpan('parent', (parent) => {
        tracer.startSpan('child').end();
        expect(onlySpan().parentSpanContext).toEqual(parent.spanContext());
        expect(onlySpan().spanContext().traceId).toBe(parent.spanContext().traceId);
        parent.end();
      });
      expect(processor.ended[1]!.parentSpanContext).toBeUndefined();
    });

    it('puts a child below the span of a context, whatever is active', () => {
      const tracer = registered().getTracer('t');
      const parent = tracer.startSpan('parent');
      const other = tracer.startSpan('other');

      context.with(trace.setSpan(ROOT_CONTEXT, other), () => {
        tracer.startSpan('child', {}, trace.setSpan(ROOT_CONTEXT, parent)).end();
      });

      expect(onlySpan().parentSpanContext).toEqual(parent.spanContext());
    });

    it('continues a remote trace with its state', () => {
      const parentContext = trace.setSpanContext(ROOT_CONTEXT, remote);
      const span = registered().getTracer('t').startSpan('work', {}, parentContext);
      span.end();

      expect(span.spanContext()).toMatchObject({
        traceId: remote.traceId,
        traceFlags: 1,
        traceState: remote.traceState,
      });
      expect(span.spanContext().isRemote).toBeUndefined();
      expect(onlySpan().parentSpanContext).toBe(remote);
    });

    it('carries the sampled flag of W3C and no other', () => {
      const parentContext = trace.setSpanContext(ROOT_CONTEXT, { ...remote, traceFlags: 0b11 });

      expect(
        registered().getTracer('t').startSpan('work', {}, parentContext).spanContext().traceFlags,
      ).toBe(1);
    });

    it.each([
      { name: 'the invalid one', spanContext: INVALID_SPAN_CONTEXT },
      { name: 'one without a span id', spanContext: { ...remote, spanId: '0000000000000000' } },
      { name: 'one with letters beyond f', spanContext: { ...remote, traceId: 'g'.repeat(32) } },
      { name: 'a short one', spanContext: { ...remote, traceId: 'abc' } },
    ])('starts a trace anew under an invalid parent: $name', ({ spanContext }) => {
      const span = registered()
        .getTracer('t')
        .startSpan('work', {}, trace.setSpanContext(ROOT_CONTEXT, spanContext));
      span.end();

      expect(span.spanContext().traceId).not.toBe(spanContext.traceId);
      expect(onlySpan().parentSpanContext).toBeUndefined();
      expect(span.spanContext().traceState).toBeUndefined();
    });

    it('starts a trace anew for a root span, which processors see without the parent', () => {
      const tracer = registered().getTracer('t');
      const key = Symbol('kept');

      tracer.startActiveSpan('outer', (outer) => {
        const span = tracer.startSpan('work', { root: true }, context.active().setValue(key, 7));
        span.end();
        expect(span.spanContext().traceId).not.toBe(outer.spanContext().traceId);
      });

      expect(onlySpan().parentSpanContext).toBeUndefined();
      const seenParent = processor.parents[1]!;
      expect(trace.getSpan(seenParent)).toBeUndefined();
      expect(seenParent.getValue(key)).toBe(7);
    });

    it('records nothing while tracing is suppressed', () => {
      const tracer = registered().getTracer('t');

      tracer.startActiveSpan('outer', () => {
        const span = tracer.startSpan('work', {}, suppressTracing(context.active()));
        expect(span.isRecording()).toBe(false);
        expect(span.spanContext()).toEqual(INVALID_SPAN_CONTEXT);
        context.with(suppressTracing(context.active()), () => {
          expect(tracer.startActiveSpan('active', (inner) => inner.isRecording())).toBe(false);
          expect(tracer.startSpan('root', { root: true }).isRecording()).toBe(false);
        });
      });

      expect(processor.seen.map(({ event }) => event)).toEqual(['start']);
    });

    it('defaults to an internal span, and takes every kind', () => {
      const tracer = registered().getTracer('t');
      tracer.startSpan('none').end();
      [SpanKind.SERVER, SpanKind.CLIENT, SpanKind.PRODUCER, SpanKind.CONSUMER].forEach((kind) =>
        tracer.startSpan('x', { kind }).end(),
      );

      expect(processor.ended.map(({ kind }) => kind)).toEqual([0, 1, 2, 3, 4]);
    });

    it('keeps no hold on the objects it was given', () => {
      const attributes: Record<string, string | string[]> = { a: '1', list: ['x'] };
      const span = registered().getTracer('t').startSpan('work', { attributes });
      attributes.a = '2';
      (attributes.list as string[]).push('y');
      span.end();

      expect(onlySpan().attributes).toEqual({ a: '1', list: ['x'] });
    });

    it('takes frozen attributes, and lets them be replaced', () => {
      const attributes = Object.freeze({
        a: '1',
        b: 2,
        list: Object.freeze(['x']) as unknown as string[],
      });
      const tracer = registered().getTracer('t');
      tracer
        .startSpan('one', { attributes })
        .setAttribute('a', 'new')
        .setAttribute('c', true)
        .end();
      tracer
        .startSpan('two', { attributes })
        .setAttributes(Object.freeze({ b: 3, d: 4 }))
        .end();
      tracer
        .startSpan('three')
        .setAttribute('b', 0)
        .setAttributes(attributes)
        .setAttributes(attributes)
        .end();

      expect(processor.ended.map((span) => span.attributes)).toEqual([
        { a: 'new', b: 2, list: ['x'], c: true },
        { a: '1', b: 3, list: ['x'], d: 4 },
        { b: 2, a: '1', list: ['x'] },
      ]);
    });

    it('counts no frozen attribute twice that others replace', () => {
      // Without a processor that reads the attributes while the span is open.
      const span = engine
        .create({ spanLimits: { attributeCountLimit: 2 } })
        .getTracer('t')
        .startSpan('work', { attributes: Object.freeze({ a: 1, b: 2 }) })
        .setAttributes({ a: 3, b: 4 });

      expect(span).toMatchObject({ droppedAttributesCount: 0, attributes: { a: 3, b: 4 } });
    });

    it('is asked of a tracer taken from the API before the provider was there', () => {
      const early = trace.getTracer('early');
      registered();

      early.startActiveSpan('work', (span) => span.end());

      expect(onlySpan().instrumentationScope.name).toBe('early');
    });
  });

  describe('startActiveSpan()', () => {
    it('has four forms', () => {
      const tracer = registered().getTracer('t');
      const parent = trace.setSpanContext(ROOT_CONTEXT, remote);
      const end = (span: Span): string => {
        span.end();
        return 'result';
      };

      expect(tracer.startActiveSpan('a', end)).toBe('result');
      expect(tracer.startActiveSpan('b', { kind: SpanKind.CLIENT }, end)).toBe('result');
      expect(tracer.startActiveSpan('c', { kind: SpanKind.SERVER }, parent, end)).toBe('result');
      expect(processor.ended.map(({ name, kind }) => `${name}${kind}`)).toEqual(['a0', 'b2', 'c1']);
      expect(processor.ended[2]!.parentSpanContext).toBe(remote);
    });

    it('makes the span active with the other values of its parent context', () => {
      const tracer = registered().getTracer('t');
      const key = Symbol('k');

      tracer.startActiveSpan('a', {}, ROOT_CONTEXT.setValue(key, 1), (span) => {
        expect(trace.getActiveSpan()).toBe(span);
        expect(context.active().getValue(key)).toBe(1);
        tracer.startActiveSpan('root', { root: true }, (root) => {
          expect(trace.getActiveSpan()).toBe(root);
          expect(context.active().getValue(key)).toBe(1);
        });
      });
      expect(context.active()).toBe(ROOT_CONTEXT);
    });

    it('passes errors on and does not end the span', () => {
      const tracer = registered().getTracer('t');

      expect(() =>
        tracer.startActiveSpan('a', () => {
          throw new Error('mine');
        }),
      ).toThrow('mine');
      expect(processor.ended).toEqual([]);
    });

    it('makes a span that is not recorded active too', () => {
      const tracer = registered({ sampler: new AlwaysOffSampler() }).getTracer('t');

      tracer.startActiveSpan('a', (span) => {
        expect(trace.getActiveSpan()?.spanContext()).toEqual(span.spanContext());
        expect(span.isRecording()).toBe(false);
      });
    });
  });

  describe('sampling', () => {
    it('shows the sampler context, trace id, name, kind, attributes and links', () => {
      const calls: unknown[][] = [];
      const shouldSample = (...args: unknown[]) => {
        calls.push(args);
        return { decision: SamplingDecision.RECORD_AND_SAMPLED };
      };
      const link = { context: remote, attributes: { l: 1 } };
      const parent = trace.setSpanContext(ROOT_CONTEXT, remote);

      registered({ sampler: { shouldSample, toString: () => 's' } })
        .getTracer('t')
        .startSpan(
          'work',
          { kind: SpanKind.CLIENT, attributes: { a: 1, '': 2 }, links: [link] },
          parent,
        );

      expect(calls).toEqual([[parent, remote.traceId, 'work', SpanKind.CLIENT, { a: 1 }, [link]]]);
    });

    it('gives a dropped span ids of its own, no flags, and no processor', () => {
      const sampler = {
        shouldSample: () => ({
          decision: SamplingDecision.NOT_RECORD,
          traceState: new TraceState('s=1'),
        }),
        toString: () => 's',
      };
      const span = registered({ sampler })
        .getTracer('t')
        .startSpan('work', {}, trace.setSpanContext(ROOT_CONTEXT, remote));
      span
        .setAttribute('a', 1)
        .setAttributes({ b: 1 })
        .addEvent('e')
        .addLink({ context: remote })
        .addLinks([])
        .setStatus({ code: 2 })
        .updateName('n')
        .end();
      span.recordException(new Error('no'));

      expect(span.isRecording()).toBe(false);
      expect(span.spanContext()).toMatchObject({ traceId: remote.traceId, traceFlags: 0 });
      expect(span.spanContext().spanId).toMatch(/^(?!0{16})[0-9a-f]{16}$/);
      expect(span.spanContext().spanId).not.toBe(remote.spanId);
      expect(span.spanContext().spanId).toBe(span.spanContext().spanId);
      expect(span.spanContext().traceState?.serialize()).toBe('s=1');
      expect(processor.seen).toEqual([]);
    });

    it('records without sampling when asked', () => {
      const sampler = {
        shouldSample: () => ({ decision: SamplingDecision.RECORD }),
        toString: () => 's',
      };
      const span = registered({ sampler }).getTracer('t').startSpan('work');
      expect(span.isRecording()).toBe(true);
      span.end();

      expect(onlySpan().spanContext().traceFlags).toBe(TraceFlags.NONE);
    });

    it('puts a recorded span below one that was dropped', () => {
      let isFirst = true;
      const shouldSample = () => {
        const decision = isFirst ? SamplingDecision.NOT_RECORD : SamplingDecision.RECORD;
        isFirst = false;
        return { decision };
      };
      const tracer = registered({ sampler: { shouldSample, toString: () => 's' } }).getTracer('t');

      tracer.startActiveSpan('dropped', (dropped) => {
        tracer.startSpan('child').end();
        expect(onlySpan().parentSpanContext).toEqual(dropped.spanContext());
      });
    });

    it('lets the sampler add attributes', () => {
      const sampler = {
        shouldSample: () => ({
          decision: SamplingDecision.RECORD_AND_SAMPLED,
          attributes: { a: 'sampler', s: 1 },
        }),
        toString: () => 's',
      };
      registered({ sampler })
        .getTracer('t')
        .startSpan('work', { attributes: { a: 'user', u: 2 } })
        .end();

      expect(onlySpan().attributes).toEqual({ a: 'sampler', s: 1, u: 2 });
    });

    it('propagates an unsampled trace with the parent of its own', () => {
      const unsampled = trace.setSpanContext(ROOT_CONTEXT, { ...remote, traceFlags: 0 });
      const carrier: Record<string, string> = {};

      registered()
        .getTracer('t')
        .startActiveSpan('work', {}, unsampled, (span) => {
          propagation.inject(context.active(), carrier);
          expect(carrier.traceparent).toBe(`00-${remote.traceId}-${span.spanContext().spanId}-00`);
          expect(carrier.tracestate).toBe('vendor=1');
        });
    });
  });

  describe('span', () => {
    it('is told of in the order start, ending, end', () => {
      registered().getTracer('t').startSpan('work').end();

      expect(processor.seen.map(({ event, span }) => [event, Reflect.get(span, 'ended')])).toEqual([
        ['start', false],
        ['ending', false],
        ['end', true],
      ]);
    });

    it('lets a processor change it while it starts and while it is ending', () => {
      const changing: SpanProcessor = {
        onStart: (span) => void span.setAttribute('at', 'start').updateName('renamed'),
        onEnding: (span: Span) => void span.setAttribute('at', 'ending'),
        onEnd: (span) => {
          span.attributes.end = 'written';
        },
        forceFlush: async () => {},
        shutdown: async () => {},
      };
      registered({ spanProcessors: [changing, processor] })
        .getTracer('t')
        .startSpan('work')
        .end();

      expect(onlySpan().name).toBe('renamed');
      expect(onlySpan().attributes).toEqual({ at: 'ending', end: 'written' });
    });

    it('drops what is no attribute, and says so', () => {
      const span = registered().getTracer('t').startSpan('work');
      const invalid = [{}, Symbol('s'), () => {}, [1, 'a'], [{}], 1n] as unknown as string[];
      invalid.forEach((value, index) => span.setAttribute(`k${index}`, value));
      span
        .setAttribute('', 'x')
        .setAttribute('null', null as unknown as string)
        .setAttribute('undefined', undefined as unknown as string);
      span.setAttribute('mixed', ['a', null, undefined, 'b']).setAttribute('empty', []).end();

      expect(onlySpan().attributes).toEqual({ mixed: ['a', null, undefined, 'b'], empty: [] });
      expect(said.filter(({ level }) => level === 'warn')).toHaveLength(invalid.length + 1);
    });

    it('replaces an attribute without counting it twice', () => {
      const span = registered({ spanLimits: { attributeCountLimit: 2 } })
        .getTracer('t')
        .startSpan('work');
      span
        .setAttribute('a', 1)
        .setAttribute('b', 1)
        .setAttribute('a', 2)
        .setAttribute('c', 1)
        .setAttribute('b', 2)
        .end();

      expect(onlySpan().attributes).toEqual({ a: 2, b: 2 });
      expect(onlySpan().droppedAttributesCount).toBe(1);
    });

    it('holds as many attributes as it is allowed to', () => {
      const span = registered({ spanLimits: { attributeCountLimit: 1_000 } })
        .getTracer('t')
        .startSpan('work');
      for (let index = 0; index < 1_200; index += 1) span.setAttribute(`k${index % 1_100}`, index);
      span.end();

      expect(Object.keys(onlySpan().attributes)).toHaveLength(1_000);
      expect(onlySpan().attributes.k5).toBe(1_105);
      expect(onlySpan().droppedAttributesCount).toBe(100);
    });

    it('shortens texts, in arrays too', () => {
      const span = registered({ spanLimits: { attributeValueLengthLimit: 3 } })
        .getTracer('t')
        .startSpan('work', { attributes: { s: 'abcdef' } });
      span
        .setAttributes({ list: ['abcdef', 'ab'], n: 123_456 })
        .addEvent('e', { s: 'abcdef' })
        .addLink({ context: remote, attributes: { s: 'abcdef' } })
        .end();

      expect(onlySpan().attributes).toEqual({ s: 'abc', list: ['abc', 'ab'], n: 123_456 });
      expect(onlySpan().events[0]!.attributes).toEqual({ s: 'abc' });
      expect(onlySpan().links[0]!.attributes).toEqual({ s: 'abc' });
    });

    it('drops the oldest events and links, and says how many', () => {
      const span = registered({ spanLimits: { eventCountLimit: 2, linkCountLimit: 1 } })
        .getTracer('t')
        .startSpan('work', { links: [{ context: remote, attributes: { n: 0 } }] });
      ['a', 'b', 'c'].forEach((name) => span.addEvent(name));
      span.addLinks([{ context: remote, attributes: { n: 1 } }]).end();

      expect(onlySpan().events.map(({ name }) => name)).toEqual(['b', 'c']);
      expect(onlySpan().links).toEqual([{ context: remote, attributes: { n: 1 } }]);
      expect([onlySpan().droppedEventsCount, onlySpan().droppedLinksCount]).toEqual([1, 1]);
      expect(said.map(({ text }) => text)).toEqual([
        'Dropped 1 events because eventCountLimit reached',
        'Dropped 1 links because linkCountLimit reached',
      ]);
    });

    it.each([
      { steps: [2], final: { code: 2 } },
      { steps: [1, 2, 0], final: { code: 1 } },
      { steps: [2, 0], final: { code: 2 } },
      { steps: [2, 1], final: { code: 1 } },
      { steps: [0], final: { code: 0 } },
    ])('settles on a status: $steps', ({ steps, final }) => {
      const span = registered().getTracer('t').startSpan('work');
      steps.forEach((code) => span.setStatus({ code }));
      span.end();

      expect(onlySpan().status).toEqual(final);
    });

    it('keeps a description for an error alone, and only a text', () => {
      const tracer = registered().getTracer('t');
      tracer.startSpan('a').setStatus({ code: SpanStatusCode.OK, message: 'fine' }).end();
      tracer.startSpan('b').setStatus({ code: SpanStatusCode.ERROR, message: 'bad' }).end();
      tracer
        .startSpan('c')
        .setStatus({ code: SpanStatusCode.ERROR, message: 7 as unknown as string })
        .end();

      expect(processor.ended.map(({ status }) => status)).toEqual([
        { code: 1 },
        { code: 2, message: 'bad' },
        { code: 2 },
      ]);
      expect(said).toEqual([
        {
          level: 'warn',
          text: "Dropping invalid status.message of type 'number', expected 'string'",
        },
      ]);
    });

    it.each([
      {
        name: 'an error',
        exception: Object.assign(new TypeError('no'), { stack: 'at' }),
        attributes: {
          'exception.type': 'TypeError',
          'exception.message': 'no',
          'exception.stacktrace': 'at',
        },
      },
      {
        name: 'an error with a code',
        exception: { code: 'ECONNRESET', name: 'Error', message: 'reset' },
        attributes: { 'exception.type': 'ECONNRESET', 'exception.message': 'reset' },
      },
      {
        name: 'a number as code',
        exception: { code: 500 },
        attributes: { 'exception.type': '500' },
      },
      { name: 'a text', exception: 'text', attributes: { 'exception.message': 'text' } },
    ])('records an exception: $name', ({ exception, attributes }) => {
      const span = registered().getTracer('t').startSpan('work');
      span.recordException(exception);
      span.end();

      expect(onlySpan().events).toMatchObject([
        { name: 'exception', attributes, droppedAttributesCount: 0 },
      ]);
    });

    it('says so when an exception says nothing', () => {
      const span = registered().getTracer('t').startSpan('work');
      span.recordException({} as Error);
      span.recordException(undefined as unknown as Error);

      expect(said.map(({ level }) => level)).toEqual(['warn', 'warn']);
    });

    it('changes nothing after its end, and says so', () => {
      const span = registered().getTracer('t').startSpan('work');
      span.end();
      const before = structuredClone({ attributes: onlySpan().attributes, name: onlySpan().name });
      span
        .updateName('other')
        .setAttribute('a', 1)
        .setAttributes({ b: 1 })
        .addEvent('e')
        .setStatus({ code: 2 })
        .addLink({ context: remote });
      span.end();

      expect({ attributes: onlySpan().attributes, name: onlySpan().name }).toEqual(before);
      expect([onlySpan().events, onlySpan().links]).toEqual([[], []]);
      expect(span.isRecording()).toBe(false);
      expect(said.filter(({ level }) => level === 'warn').length).toBeGreaterThanOrEqual(5);
      expect(said.filter(({ level }) => level === 'error')).toHaveLength(1);
    });

    it('has all fields of ReadableSpan from the start', () => {
      const span = registered()
        .getTracer('t', '1', { schemaUrl: 's' })
        .startSpan('work') as unknown as ReadableSpan;

      expect(span.ended).toBe(false);
      expect(span.endTime).toEqual([0, 0]);
      expect(span.duration).toEqual([-1, -1]);
      expect(span.status).toEqual({ code: 0 });
      expect([span.attributes, span.events, span.links]).toEqual([{}, [], []]);
      expect(span.instrumentationScope).toEqual({ name: 't', version: '1', schemaUrl: 's' });
      expect([
        span.droppedAttributesCount,
        span.droppedEventsCount,
        span.droppedLinksCount,
      ]).toEqual([0, 0, 0]);
      expect(span.resource).not.toBe(emptyResource());
    });
  });

  describe('time', () => {
    const epochMs = 1_800_000_000_000;

    it('takes a start and an end in every form', () => {
      const clock = freezeClock(epochMs);
      const tracer = registered().getTracer('t');
      const forms = [
        new Date(epochMs - 5),
        epochMs - 5,
        [1_799_999_999, 995_000_000] as [number, number],
      ];
      forms.forEach((time) => {
        const span = tracer.startSpan('work', { startTime: time });
        clock.advance(1);
        span.addEvent('e', time).end(time);
      });

      for (const span of processor.ended) {
        expect([span.startTime, span.endTime, span.duration]).toEqual([
          [1_799_999_999, 995_000_000],
          [1_799_999_999, 995_000_000],
          [0, 0],
        ]);
        expect(span.events[0]!.time).toEqual([1_799_999_999, 995_000_000]);
      }
    });

    it('takes readings of performance.now()', () => {
      const clock = freezeClock(epochMs);
      const span = registered()
        .getTracer('t')
        .startSpan('work', { startTime: performance.now() - 100 });
      clock.advance(50);
      span.end(performance.now());

      expect(onlySpan().duration).toEqual([0, 150_000_000]);
    });

    it('takes readings of performance.now() to the nanosecond, with events between', () => {
      const clock = freezeClock(epochMs);
      const startTime = performance.now();
      clock.advance(20.25);
      const span = registered().getTracer('t').startSpan('work', { startTime });
      span.addEvent('e', performance.now());
      const endTime = performance.now();
      clock.advance(30);
      span.end(endTime);

      expect(onlySpan()).toMatchObject({
        startTime: [1_800_000_000, 0],
        endTime: [1_800_000_000, 20_250_000],
        duration: [0, 20_250_000],
        events: [{ time: [1_800_000_000, 20_250_000] }],
      });
    });

    it('takes a reading as the end of a span that began by itself', () => {
      const clock = freezeClock(epochMs);
      const span = registered().getTracer('t').startSpan('work');
      clock.advance(40);
      const endTime = performance.now();
      clock.advance(30);
      span.end(endTime);

      expect(onlySpan().duration).toEqual([0, 40_000_000]);
    });

    it('takes no reading as an end before the start', () => {
      freezeClock(epochMs);
      const startTime = performance.now();
      registered()
        .getTracer('t')
        .startSpan('work', { startTime })
        .end(startTime - 10);

      expect(onlySpan()).toMatchObject({
        startTime: [1_800_000_000, 0],
        endTime: [1_800_000_000, 0],
        duration: [0, 0],
      });
      expect(said.map(({ text }) => text)).toContain(
        'Inconsistent start and end time, startTime > endTime. Setting span duration to 0ms.',
      );
    });

    it('measures by the running clock when no time is given', () => {
      const clock = freezeClock(epochMs);
      const span = registered().getTracer('t').startSpan('work');
      clock.advance(30);
      span.addEvent('e');
      clock.advance(12);
      span.end();

      expect(onlySpan().startTime).toEqual([1_800_000_000, 0]);
      expect(onlySpan().events[0]!.time).toEqual([1_800_000_000, 30_000_000]);
      expect(onlySpan().duration).toEqual([0, 42_000_000]);
    });

    it('keeps a duration when the wall clock is set', () => {
      const clock = freezeClock(epochMs);
      const span = registered().getTracer('t').startSpan('work');
      clock.advance(10);
      clock.setWallClock(epochMs - 3_600_000);
      span.end();

      expect(onlySpan().duration).toEqual([0, 10_000_000]);
    });

    it('starts the next trace by the wall clock as it then is', () => {
      const clock = freezeClock(epochMs);
      const tracer = registered().getTracer('t');
      tracer.startSpan('before').end();
      clock.setWallClock(epochMs - 3_600_000);
      tracer.startSpan('after').end();

      expect(processor.ended[1]!.startTime).toEqual([1_799_996_400, 0]);
    });

    it('follows a clock that was set in a trace that lasts', () => {
      const clock = freezeClock(epochMs);
      const tracer = registered().getTracer('t');
      tracer.startActiveSpan('worker', () => {
        clock.advance(120_000);
        clock.setWallClock(epochMs + 7_200_000);
        tracer.startSpan('job').end();
      });

      expect(onlySpan().startTime).toEqual([1_800_007_200, 0]);
    });

    it('ends a span with a given start by the wall clock', () => {
      const clock = freezeClock(epochMs);
      const span = registered()
        .getTracer('t')
        .startSpan('work', { startTime: epochMs - 1_000 });
      clock.advance(500);
      span.end();

      expect(onlySpan().duration).toEqual([1, 500_000_000]);
    });

    it('makes nothing of an end before the start, and says so', () => {
      freezeClock(epochMs);
      const span = registered().getTracer('t').startSpan('work');
      span.end(epochMs - 1);

      expect(onlySpan().duration).toEqual([0, 0]);
      expect(onlySpan().endTime).toEqual(onlySpan().startTime);
      expect(said.map(({ text }) => text)).toEqual([
        'Inconsistent start and end time, startTime > endTime. Setting span duration to 0ms.',
      ]);
    });

    it('measures real time', () => {
      const tracer = registered().getTracer('t');
      const before = Date.now();
      const span = tracer.startSpan('work');
      const begun = Date.now();
      while (Date.now() - begun < 5);
      span.end();
      const after = Date.now();
      const startMs = onlySpan().startTime[0] * 1_000 + onlySpan().startTime[1] / 1e6;
      const endMs = onlySpan().endTime[0] * 1_000 + onlySpan().endTime[1] / 1e6;

      expect(startMs).toBeGreaterThanOrEqual(before - 0.01);
      expect(endMs - startMs).toBeGreaterThan(3);
      expect(endMs).toBeLessThan(after + 2);
    });
  });

  describe('ids', () => {
    it('come from the generator of the user', () => {
      const idGenerator = {
        generateTraceId: () => 'ab'.repeat(16),
        generateSpanId: () => 'cd'.repeat(8),
      };
      const provider = registered({ idGenerator });
      provider.getTracer('t').startSpan('work').end();
      const dropped = engine
        .create({ idGenerator, sampler: new AlwaysOffSampler() })
        .getTracer('t')
        .startSpan('x');

      expect(onlySpan().spanContext()).toMatchObject({
        traceId: 'ab'.repeat(16),
        spanId: 'cd'.repeat(8),
      });
      expect(dropped.spanContext()).toMatchObject({
        traceId: 'ab'.repeat(16),
        spanId: 'cd'.repeat(8),
      });
    });

    it('do not repeat', () => {
      const tracer = registered().getTracer('t');
      const ids = new Set(
        Array.from({ length: 5_000 }, () => tracer.startSpan('x').spanContext().spanId),
      );

      expect(ids.size).toBe(5_000);
    });
  });
});

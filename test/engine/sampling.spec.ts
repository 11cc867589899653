import { ROOT_CONTEXT, SpanKind, TraceFlags, context, trace } from '@opentelemetry/api';
import type { Attributes, Context, SpanOptions } from '@opentelemetry/api';
import { afterEach, describe, expect, it } from 'vitest';
import { RateLimiter } from '../../lib/engine/sampling/rate-limiter.js';
import { RuleSampler } from '../../lib/engine/sampling/rule-sampler.js';
import { SamplingRule } from '../../lib/engine/sampling/sampling-rule.js';
import type { SamplingRuleOptions } from '../../lib/engine/sampling/sampling-rule.js';
import { TraceShare } from '../../lib/engine/sampling/trace-share.js';
import type { TraceShareOptions } from '../../lib/engine/sampling/trace-share.js';
import { TRACE_DROPPED } from '../../lib/tracing.internal-constants.js';
import { countingIds } from './support/counting-ids.js';
import { forgetGlobals, ours, stock } from './support/engines.js';
import type { Engine } from './support/engines.js';

type Rule = Partial<SamplingRuleOptions> & TraceShareOptions;

const remote = { traceId: '1'.repeat(32), spanId: '2'.repeat(16), isRemote: true };
const belowSampled = trace.setSpanContext(ROOT_CONTEXT, {
  ...remote,
  traceFlags: TraceFlags.SAMPLED,
});
const belowUnsampled = trace.setSpanContext(ROOT_CONTEXT, {
  ...remote,
  traceFlags: TraceFlags.NONE,
});

afterEach(forgetGlobals);

function samplerWith(rules: readonly Rule[], otherwise: TraceShareOptions, isParentBased = true) {
  return new RuleSampler({
    isParentBased,
    rules: rules.map(
      ({ path, method, name, ...share }) =>
        new SamplingRule({ path, method, name }, new TraceShare(share)),
    ),
    otherwise: new TraceShare(otherwise),
  });
}

function request(method: string, path: string): SpanOptions {
  const attributes: Attributes = { 'http.request.method': method, 'url.path': path };
  return { kind: SpanKind.SERVER, attributes };
}

describe('RateLimiter', () => {
  const limiterOf = (perSecond: number) => {
    const clock = { now: 5_000 };
    const limiter = new RateLimiter(perSecond, () => clock.now);
    return {
      /** How many of so many are let through at that time. */
      takeAt: (ms: number, wanted = 100) => {
        clock.now = 5_000 + ms;
        return Array.from({ length: wanted }, () => limiter.tryTake()).filter(Boolean).length;
      },
    };
  };

  it('lets through so many at once and then so many a second', () => {
    const { takeAt } = limiterOf(5);

    expect([0, 100, 200, 400, 1_000].map((ms) => takeAt(ms))).toEqual([5, 0, 1, 1, 3]);
  });

  it('saves up no more than one second holds', () => {
    const { takeAt } = limiterOf(5);

    expect([0, 3_600_000, 3_600_000].map((ms) => takeAt(ms))).toEqual([5, 5, 0]);
  });

  it('lets through what is asked for at a slower pace', () => {
    const { takeAt } = limiterOf(5);

    const taken = Array.from({ length: 50 }, (_, index) => takeAt(index * 250, 1));

    expect(taken).toEqual(Array.from({ length: 50 }, () => 1));
  });

  it('lets through one in ten seconds', () => {
    const { takeAt } = limiterOf(0.1);

    expect([0, 9_900, 10_100, 20_000, 20_200].map((ms) => takeAt(ms))).toEqual([1, 0, 1, 0, 1]);
  });

  it('lets through nothing', () => {
    const { takeAt } = limiterOf(0);

    expect([0, 1e9].map((ms) => takeAt(ms))).toEqual([0, 0]);
  });
});

describe.each([ours, stock])('rules on $name', (engine) => {
  const tracerWith = (...args: Parameters<typeof samplerWith>) =>
    engine.create({ sampler: samplerWith(...args) }).getTracer('t');

  it('decide by the first that matches, or by what holds otherwise', () => {
    const tracer = tracerWith(
      [
        { path: '/checkout', method: 'POST', ratio: 1 },
        { path: /^\/health/g, ratio: 0 },
        { path: /^\/checkout/, ratio: 0 },
        { name: 'process order.placed', ratio: 1 },
        { name: /^Report/y, ratio: 1 },
        { method: 'PURGE', ratio: 1 },
      ],
      { ratio: 0 },
    );
    const isRecorded = (name: string, options: SpanOptions = {}) =>
      [1, 2].map(() => tracer.startSpan(name, options, ROOT_CONTEXT).isRecording());
    const original = { 'http.request.method_original': 'PURGE' };
    const purge = request('_OTHER', '/');

    expect(isRecorded('POST', request('POST', '/checkout'))).toEqual([true, true]);
    expect(isRecorded('POST', request('POST', '/checkout/'))).toEqual([true, true]);
    expect(isRecorded('GET', request('GET', '/checkout'))).toEqual([false, false]);
    expect(isRecorded('GET', request('GET', '/healthz'))).toEqual([false, false]);
    expect(isRecorded('GET', request('GET', '/orders'))).toEqual([false, false]);
    expect(isRecorded('process order.placed', { kind: SpanKind.CONSUMER })).toEqual([true, true]);
    expect(isRecorded('ReportService.nightly')).toEqual([true, true]);
    expect(isRecorded('a Report')).toEqual([false, false]);
    expect(
      isRecorded('HTTP', { ...purge, attributes: { ...purge.attributes, ...original } }),
    ).toEqual([true, true]);
  });

  it('keep a decision that was made elsewhere', () => {
    const tracer = tracerWith([{ name: 'never', ratio: 0 }], { ratio: 1 });
    const isRecorded = (name: string, parent: Context) =>
      tracer.startSpan(name, {}, parent).isRecording();

    expect(isRecorded('never', belowSampled)).toBe(true);
    expect(isRecorded('work', belowUnsampled)).toBe(false);
  });

  it('decide about the part of this process, where those of others do not count', () => {
    const tracer = tracerWith([{ name: 'never', ratio: 0 }], { ratio: 1 }, false);
    const start = (name: string, parent: Context) => tracer.startSpan(name, {}, parent);
    const isRecordedBelow = (name: string, parent: Context, child: string) =>
      start(child, trace.setSpan(parent, start(name, parent))).isRecording();

    expect(start('never', belowSampled).isRecording()).toBe(false);
    expect(start('work', belowUnsampled).isRecording()).toBe(true);
    expect(isRecordedBelow('work', belowUnsampled, 'never')).toBe(true);
    expect(isRecordedBelow('never', belowSampled, 'work')).toBe(false);
  });

  it('count a trace once, whatever is in it', () => {
    const tracer = tracerWith([{ name: 'job', ratio: 1, maxPerSecond: 1 }], { ratio: 0 });

    const recorded = Array.from({ length: 4 }, () => {
      const root = tracer.startSpan('job', {}, ROOT_CONTEXT);
      const below = trace.setSpan(ROOT_CONTEXT, root);
      const children = [1, 2, 3].map(() => tracer.startSpan('job', {}, below).isRecording());
      return [root.isRecording(), ...children].filter(Boolean).length;
    });

    expect(recorded).toEqual([4, 0, 0, 0]);
  });

  it('limit what the ratio has let through alone', () => {
    const tracer = tracerWith([], { ratio: 0.5, maxPerSecond: 1_000_000 });
    const none = tracerWith([], { ratio: 1, maxPerSecond: 0 });
    const countIn = (by: typeof tracer) =>
      Array.from({ length: 1_000 }, () => by.startSpan('work', {}, ROOT_CONTEXT)).filter((span) =>
        span.isRecording(),
      ).length;

    expect(countIn(none)).toBe(0);
    expect(countIn(tracer)).toBeGreaterThan(350);
    expect(countIn(tracer)).toBeLessThan(650);
  });
});

describe('both engines', () => {
  it('decide alike about the same traces', () => {
    const paths = ['/orders/1', '/orders/2/items', '/internal/x', '/checkout'];
    const decisionsOf = (engine: Engine) => {
      const sampler = samplerWith(
        [
          { path: /^\/orders\/[^/]+\/?$/s, ratio: 0.3 },
          { path: '/checkout', method: 'POST', ratio: 0.9 },
        ],
        { ratio: 0.6 },
      );
      const tracer = engine.create({ sampler, idGenerator: countingIds() }).getTracer('t');
      return Array.from({ length: 400 }, (_, index) => {
        const method = index % 3 === 0 ? 'POST' : 'GET';
        const path = paths[index % paths.length]!;
        return tracer.startSpan(method, request(method, path), ROOT_CONTEXT).isRecording();
      });
    };

    const decisions = decisionsOf(ours);

    expect(new Set(decisions).size).toBe(2);
    expect(decisions).toEqual(decisionsOf(stock));
  });
});

describe('a trace that a rule drops', () => {
  it('is dropped as a whole, and described in no part', () => {
    const options = {
      kind: SpanKind.SERVER,
      reads: 0,
      // As descriptions of ours have it: told when asked for.
      __proto__: {
        get attributes(): Attributes {
          options.reads += 1;
          return {};
        },
      },
    };
    const sampler = samplerWith([{ path: '/', name: /./, ratio: 1 }], { ratio: 0 });
    const provider = ours.create({ sampler });
    provider.register();
    const tracer = provider.getTracer('t');

    tracer.startActiveSpan('', options, ROOT_CONTEXT, () => {
      expect(context.active().getValue(TRACE_DROPPED)).toBe(true);
    });

    expect(options.reads).toBe(0);
  });
});

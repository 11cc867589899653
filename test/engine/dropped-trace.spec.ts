import { context, propagation, ROOT_CONTEXT, trace, TraceFlags } from '@opentelemetry/api';
import type { Context } from '@opentelemetry/api';
import { suppressTracing } from '@opentelemetry/core';
import { AlwaysOffSampler } from '@opentelemetry/sdk-trace-node';
import type { Sampler } from '@opentelemetry/sdk-trace-node';
import { afterEach, describe, expect, it } from 'vitest';
import { EngineTracerProvider } from '../../lib/engine/engine-tracer-provider.js';
import { RatioSampler } from '../../lib/engine/sampling/ratio-sampler.js';
import { TRACE_DROPPED } from '../../lib/tracing.internal-constants.js';
import { forgetGlobals } from './support/engines.js';

const never = new RatioSampler({ ratio: 0, isParentBased: false });
const asParent = new RatioSampler({ ratio: 1, isParentBased: true });
const remote = { traceId: '1'.repeat(32), spanId: '2'.repeat(16), isRemote: true };
const unsampledRemote = { ...remote, traceFlags: TraceFlags.NONE };
const sampledRemote = { ...remote, traceFlags: TraceFlags.SAMPLED };

afterEach(forgetGlobals);

function tracerWith(sampler: Sampler) {
  const provider = new EngineTracerProvider({ sampler });
  provider.register();
  return provider.getTracer('t');
}

/** That of a span below `parent`, as `startActiveSpan()` enters it. */
function contextOfSpan(sampler: Sampler, parent: Context = ROOT_CONTEXT): Context {
  let active = ROOT_CONTEXT;
  tracerWith(sampler).startActiveSpan('work', {}, parent, () => {
    active = context.active();
  });
  forgetGlobals();
  return active;
}

const isDropped = (active: Context): boolean => active.getValue(TRACE_DROPPED) === true;

describe('a context whose trace is dropped', () => {
  it('says so below a span that a ratio dropped, for all of the trace', () => {
    const tracer = tracerWith(never);

    tracer.startActiveSpan('work', () => {
      expect(isDropped(context.active())).toBe(true);
      tracer.startActiveSpan('inner', (inner) => {
        expect(isDropped(context.active())).toBe(true);
        expect(inner.isRecording()).toBe(false);
      });
    });
    expect(isDropped(context.active())).toBe(false);
  });

  it('says so below a span whose parent elsewhere was not sampled', () => {
    const received = trace.setSpanContext(ROOT_CONTEXT, unsampledRemote);

    expect(isDropped(contextOfSpan(asParent, received))).toBe(true);
    expect(isDropped(received)).toBe(false);
  });

  it('says nothing below a span that is recorded', () => {
    expect(isDropped(contextOfSpan(asParent))).toBe(false);
  });

  it('says nothing when a sampler decided that may decide otherwise for the next span', () => {
    expect(isDropped(contextOfSpan(new AlwaysOffSampler()))).toBe(false);
  });

  it('says so whatever other values were set', () => {
    const dropped = contextOfSpan(never);
    const withBaggage = propagation.setBaggage(dropped, propagation.createBaggage());

    expect(isDropped(withBaggage)).toBe(true);
    expect(isDropped(suppressTracing(withBaggage))).toBe(true);
    expect(isDropped(propagation.deleteBaggage(withBaggage))).toBe(true);
  });

  it('says nothing any more when the span is taken out or another one is put on top', () => {
    const withBaggage = propagation.setBaggage(contextOfSpan(never), propagation.createBaggage());
    const recorded = tracerWith(asParent).startSpan('other');

    for (const dropped of [contextOfSpan(never), withBaggage]) {
      expect(isDropped(trace.deleteSpan(dropped))).toBe(false);
      expect(isDropped(trace.setSpan(dropped, recorded))).toBe(false);
      expect(isDropped(trace.setSpanContext(dropped, sampledRemote))).toBe(false);
    }
  });

  it('says nothing of a recorded span that another context stands below', () => {
    const dropped = contextOfSpan(never);
    const received = trace.wrapSpanContext(sampledRemote);
    // As a wrapper of a context does that gives another span and passes on everything else.
    const delegating: Context = {
      getValue: (key) => trace.setSpan(dropped, received).getValue(key) ?? dropped.getValue(key),
      setValue: () => delegating,
      deleteValue: () => delegating,
    };

    expect(isDropped(contextOfSpan(asParent, delegating))).toBe(false);
  });
});

describe('the attributes a span is started with', () => {
  function describing() {
    const options = {
      reads: 0,
      get attributes() {
        options.reads += 1;
        return { a: 1 };
      },
    };
    return options;
  }

  it('are read once for a span that is recorded', () => {
    const options = describing();
    const span = tracerWith(asParent).startSpan('work', options);

    expect(span).toMatchObject({ attributes: { a: 1 } });
    expect(options.reads).toBe(1);
  });

  it('are not read for a span that a ratio dropped', () => {
    const options = describing();
    tracerWith(never).startSpan('work', options);

    expect(options.reads).toBe(0);
  });

  it('are read once when a sampler wants to see them', () => {
    const options = describing();
    tracerWith(new AlwaysOffSampler()).startSpan('work', options);

    expect(options.reads).toBe(1);
  });
});

import { ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { suppressTracing } from '@opentelemetry/core';
import { describe, expect, it } from 'vitest';
import { TraceContextPropagator } from '../../lib/engine/propagation/trace-context-propagator.js';
import { W3cTraceState } from '../../lib/engine/propagation/w3c-trace-state.js';

const traceId = '0af7651916cd43dd8448eb211c80319c';
const traceparent = `00-${traceId}-b7ad6b7169203331-01`;

describe('a trace state', () => {
  const state = new W3cTraceState('rojo=1,congo=2');

  it('tells the value of a key', () => {
    expect(state.get('congo')).toBe('2');
    expect(state.get('vend')).toBeUndefined();
  });

  it.each([
    ['a new key', 'vend', '3', 'vend=3,rojo=1,congo=2'],
    ['a key it has', 'congo', '3', 'congo=3,rojo=1'],
  ])('has %s first once it is set, and stays as it was itself', (_, key, value, expected) => {
    expect(state.set(key, value).serialize()).toBe(expected);
    expect(state.serialize()).toBe('rojo=1,congo=2');
  });

  it.each([
    ['Vend', '1'],
    [' vend', '1'],
    ['vend', ''],
    ['vend', 'a,b=c'],
    ['vend', 'a '],
    ['vend', 'v'.repeat(257)],
  ])('refuses the key "%s" with the value "%s"', (key, value) => {
    expect(state.set(key, value).serialize()).toBe('rojo=1,congo=2');
  });

  it('lets go of the last member when it has 32 and is set one more', () => {
    const full = new W3cTraceState(Array.from({ length: 32 }, (_, at) => `v${at}=1`).join());

    const members = full.set('vend', '1').serialize().split(',');

    expect(members).toHaveLength(32);
    expect(members[0]).toBe('vend=1');
    expect(members.at(-1)).toBe('v30=1');
  });

  it('lets go of the last member when it would be longer than 512 characters', () => {
    const long = new W3cTraceState(
      ['a', 'b', 'c', 'd', 'e'].map((key) => key.padEnd(50, '0') + '='.padEnd(50, 'x')).join(),
    );

    const set = long.set('vend', 'v'.repeat(100)).serialize();

    expect(set).toHaveLength(105 + 1 + 403);
    expect(set.startsWith('vend=')).toBe(true);
  });

  it('is without a key that was unset', () => {
    expect(state.unset('rojo').serialize()).toBe('congo=2');
    expect(state.unset('vend')).toBe(state);
    expect(state.unset('rojo').unset('congo').serialize()).toBe('');
  });
});

describe('the trace context of a message', () => {
  const propagator = new TraceContextPropagator();
  const extract = (carrier: Record<string, unknown>) =>
    propagator.extract<typeof carrier>(ROOT_CONTEXT, carrier, {
      keys: Object.keys,
      get: (from, key) => from[key] as string | string[] | undefined,
    });
  const inject = (from = ROOT_CONTEXT) => {
    const carrier: Record<string, string> = {};
    propagator.inject<typeof carrier>(from, carrier, {
      set: (into, key, value) => (into[key] = value),
    });
    return carrier;
  };

  it('is read from the only header of a list', () => {
    const carried = extract({ traceparent: [traceparent], tracestate: ['rojo=1', 'congo=2'] });

    expect(inject(carried)).toEqual({ traceparent, tracestate: 'rojo=1,congo=2' });
  });

  it('is not read from one of two headers', () => {
    expect(extract({ traceparent: [traceparent, traceparent] })).toBe(ROOT_CONTEXT);
  });

  it.each([7, null, [], [7], {}])('is not read from %o', (header) => {
    expect(extract({ traceparent: header })).toBe(ROOT_CONTEXT);
    expect(inject(extract({ traceparent, tracestate: header }))).toEqual({ traceparent });
  });

  it('is remote', () => {
    expect(trace.getSpanContext(extract({ traceparent }))).toMatchObject({
      traceId,
      isRemote: true,
    });
  });

  it('is not written where there is no span, or tracing is suppressed', () => {
    expect(inject()).toEqual({});
    expect(inject(suppressTracing(extract({ traceparent })))).toEqual({});
  });

  it('says of another trace nothing that the first one said', () => {
    const random = extract({ traceparent: traceparent.replace(/01$/, '03') });
    const other = { traceId: traceId.replace('0', '1'), spanId: 'b7ad6b7169203331', traceFlags: 1 };

    const sent = inject(trace.setSpanContext(random, other));

    expect(sent.traceparent).toMatch(/-01$/);
  });

  it('passes on nothing of a span whose ids are none', () => {
    const broken = { traceId: 'x'.repeat(32), spanId: 'y'.repeat(16), traceFlags: 1 };

    expect(inject(trace.setSpanContext(ROOT_CONTEXT, broken))).toEqual({});
  });
});

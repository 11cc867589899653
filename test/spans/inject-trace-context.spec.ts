import {
  ROOT_CONTEXT,
  TraceFlags,
  context,
  createTraceState,
  propagation,
  trace,
} from '@opentelemetry/api';
import type { Context } from '@opentelemetry/api';
import { AxiosHeaders } from 'axios';
import { describe, expect, it } from 'vitest';
import { extractTraceContext, injectTraceContext } from '../../lib/spans/propagation.js';
import type { TraceCarrier } from '../../lib/spans/propagation.js';
import { runInSpan } from '../../lib/spans/run-in-span.js';
import { recordSpans } from '../support/recorded-spans.js';

const spans = recordSpans();

const SENDER = {
  traceId: '0af7651916cd43dd8448eb211c80319c',
  spanId: 'b7ad6b7169203331',
  traceFlags: TraceFlags.SAMPLED,
  traceState: createTraceState('vendor=abc,other=1'),
};
const TRACEPARENT = `00-${SENDER.traceId}-${SENDER.spanId}-01`;
const OLD = '00-11111111111111111111111111111111-2222222222222222-00';

const sending = senderContext();

function senderContext(): Context {
  const entries = { 'tenant.id': { value: 'acme & sons' }, plan: { value: 'gold' } };
  const baggage = propagation.createBaggage(entries);
  return propagation.setBaggage(trace.setSpanContext(ROOT_CONTEXT, SENDER), baggage);
}

function entriesOf(carrier: Iterable<[string, unknown]>): Record<string, unknown> {
  return Object.fromEntries([...carrier].map(([key, value]) => [key.toLowerCase(), value]));
}

describe('injectTraceContext()', () => {
  const expected = {
    traceparent: TRACEPARENT,
    tracestate: 'vendor=abc,other=1',
    baggage: 'tenant.id=acme%20%26%20sons,plan=gold',
  };

  it.each<[string, TraceCarrier & object, (carrier: never) => Iterable<[string, unknown]>]>([
    ['a plain object', {}, (carrier) => Object.entries(carrier)],
    ['an object without prototype', Object.create(null), (carrier) => Object.entries(carrier)],
    ['Headers', new Headers(), (carrier: Headers) => carrier.entries()],
    ['a Map', new Map(), (carrier: Map<string, unknown>) => carrier],
    [
      'AxiosHeaders',
      new AxiosHeaders(),
      (carrier: AxiosHeaders) => Object.entries(carrier.toJSON()),
    ],
  ])('writes trace context and baggage into %s, and returns it', (_, carrier, entries) => {
    expect(injectTraceContext(carrier, sending)).toBe(carrier);

    expect(entriesOf(entries(carrier as never))).toEqual(expected);
  });

  it('writes the active span unless told otherwise', () => {
    const headers = runInSpan('send', () => injectTraceContext<Record<string, unknown>>({}));

    const { traceId, spanId } = spans.span('send').spanContext();
    expect(headers).toEqual({ traceparent: `00-${traceId}-${spanId}-01` });
  });

  it('writes nothing where there is nothing to write', () => {
    expect(injectTraceContext({ accept: '*/*' }, ROOT_CONTEXT)).toEqual({ accept: '*/*' });
  });

  it.each<[string, TraceCarrier & object, (carrier: never) => Iterable<[string, unknown]>]>([
    ['a plain object', { TraceParent: [OLD] }, (carrier) => Object.entries(carrier)],
    ['Headers', new Headers({ TraceParent: OLD }), (carrier: Headers) => carrier.entries()],
    ['a Map', new Map([['TraceParent', OLD]]), (carrier: Map<string, unknown>) => carrier],
    [
      'AxiosHeaders',
      new AxiosHeaders({ TraceParent: OLD }),
      (carrier: AxiosHeaders) => Object.entries(carrier.toJSON()),
    ],
  ])('replaces the same header in another case in %s', (_, carrier, entries) => {
    injectTraceContext(carrier, sending);

    const written = [...entries(carrier as never)].filter(([key]) => /^traceparent$/i.test(key));
    expect(written.map(([, value]) => value)).toEqual([TRACEPARENT]);
  });

  it.each([{}, new Headers(), new Map(), new AxiosHeaders()])(
    'gives what extractTraceContext() takes (%o)',
    (carrier) => {
      const received = extractTraceContext(injectTraceContext(carrier, sending), ROOT_CONTEXT);

      expect(trace.getSpanContext(received)).toMatchObject({
        ...SENDER,
        isRemote: true,
        traceState: {},
      });
      expect(trace.getSpanContext(received)?.traceState?.serialize()).toBe('vendor=abc,other=1');
      expect(propagation.getBaggage(received)?.getEntry('tenant.id')?.value).toBe('acme & sons');
      expect(propagation.getBaggage(received)?.getEntry('plan')?.value).toBe('gold');
    },
  );
});

describe('extractTraceContext()', () => {
  const parentOf = (carrier: TraceCarrier | null | undefined) =>
    trace.getSpanContext(extractTraceContext(carrier, ROOT_CONTEXT));

  it.each<[string, TraceCarrier]>([
    ['a plain object', { traceparent: TRACEPARENT }],
    ['an object with keys in mixed case', { TraceParent: TRACEPARENT }],
    ['an object with an array', { traceparent: [TRACEPARENT] }],
    ['an object with a Buffer', { traceparent: Buffer.from(TRACEPARENT) }],
    ['an object with an array of Buffers', { traceparent: [Buffer.from(TRACEPARENT)] }],
    ['Headers', new Headers({ Traceparent: TRACEPARENT })],
    ['a Map', new Map([['traceparent', TRACEPARENT]])],
    ['a Map with keys in mixed case', new Map([['TraceParent', TRACEPARENT]])],
    ['a Map with a Buffer', new Map([['traceparent', Buffer.from(TRACEPARENT)]])],
    ['AxiosHeaders', new AxiosHeaders({ TRACEPARENT })],
  ])('reads %s', (_, carrier) => {
    expect(parentOf(carrier)).toMatchObject({ spanId: SENDER.spanId, isRemote: true });
  });

  it.each<[string, TraceCarrier | null | undefined]>([
    ['null', null],
    ['undefined', undefined],
    ['no headers', {}],
    ['null in it', { traceparent: null }],
    ['a number', { traceparent: 7 }],
    ['nonsense', { traceparent: 'nonsense' }],
    ['an all-zero trace id', { traceparent: `00-${'0'.repeat(32)}-${SENDER.spanId}-01` }],
    ['an all-zero span id', { traceparent: `00-${SENDER.traceId}-${'0'.repeat(16)}-01` }],
    ['the forbidden version ff', { traceparent: `ff-${SENDER.traceId}-${SENDER.spanId}-01` }],
  ])('finds no parent in %s', (_, carrier) => {
    expect(parentOf(carrier)).toBeUndefined();
  });

  it('extends the active context unless told otherwise', () => {
    const key = Symbol('kept');

    const extended = context.with(context.active().setValue(key, 'yes'), () =>
      extractTraceContext({ traceparent: TRACEPARENT }),
    );

    expect(extended.getValue(key)).toBe('yes');
  });

  it('continues the trace of the sender', () => {
    const received = extractTraceContext({ traceparent: TRACEPARENT }, ROOT_CONTEXT);

    context.with(received, () => runInSpan('receive', () => 1));

    expect(spans.span('receive').spanContext().traceId).toBe(SENDER.traceId);
    expect(spans.span('receive').parentSpanContext?.spanId).toBe(SENDER.spanId);
  });
});

import { ROOT_CONTEXT, propagation, trace } from '@opentelemetry/api';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { outcomeOf } from '../../lib/engine/otlp/sending/outcome.js';
import { BaggagePropagator } from '../../lib/engine/propagation/baggage-propagator.js';
import { TraceContextPropagator } from '../../lib/engine/propagation/trace-context-propagator.js';
import { formatTraceparent, parseTraceparent } from '../../lib/engine/propagation/traceparent.js';
import { W3cTraceState } from '../../lib/engine/propagation/w3c-trace-state.js';
import { compileIgnore } from '../../lib/inbound/http/compile-ignore.js';
import { describeForwarded } from '../../lib/inbound/http/describe-forwarded.js';
import { readTarget } from '../../lib/inbound/http/request-target.js';
import { serverNamed } from '../../lib/inbound/http/server-address.js';
import { carrierOfPayload } from '../../lib/inbound/websocket/carrier-of-payload.js';
import { resolveTracingOptions } from '../../lib/options/resolve-tracing-options.js';
import type { TracingEnvironment } from '../../lib/options/tracing-environment.js';
import { formatTrace } from '../../lib/sdk/console/format-trace.js';
import { describeRedisCommand } from '../../lib/instrumentation/describe-redis-command.js';
import { timeOfLong } from './support/time-of-long.js';

const runs = { numRuns: 500 };
const setter = {
  set: (carrier: Record<string, string>, key: string, value: string) => void (carrier[key] = value),
};
const getter = {
  keys: (carrier: Record<string, unknown>) => Object.keys(carrier),
  get: (carrier: Record<string, unknown>, key: string) => carrier[key] as string | string[],
};

/** Texts that look like headers, and any other. */
const header = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc.string({
    unit: fc.constantFrom(...'0123456789abcdef-=,;:%. \t\r\n"@/*_'.split('')),
    maxLength: 200,
  }),
);
/** What may be legally sent as the value of a header: https://www.rfc-editor.org/rfc/rfc9110#name-field-values */
const SENDABLE = /^[\x20-\x7e\t]*$/;

const baggage = new BaggagePropagator();
const traceContext = new TraceContextPropagator();

function outcomeOfOptions(environment: TracingEnvironment): string {
  try {
    resolveTracingOptions({}, environment);
    return 'taken';
  } catch (error) {
    return (error as Error).name;
  }
}

describe('a propagator', () => {
  it.each([
    ['trace context', traceContext],
    ['baggage', baggage],
  ])('takes anything for %s, and passes on only what a header may hold', (_, propagator) => {
    const value = fc.oneof(header, fc.array(header, { maxLength: 3 }), fc.constant(undefined));
    const carrier = fc.record({ traceparent: value, tracestate: value, baggage: value });

    fc.assert(
      fc.property(carrier, (sent) => {
        const passedOn: Record<string, string> = {};
        propagator.inject(propagator.extract(ROOT_CONTEXT, sent, getter), passedOn, setter);

        expect(Object.values(passedOn).every((text) => SENDABLE.test(text))).toBe(true);
      }),
      runs,
    );
  });

  it('passes on nothing that ends a header, whatever the application puts into baggage', () => {
    const entry = fc.record({
      value: fc.string({ unit: 'binary' }),
      metadata: fc.string({ unit: 'binary' }).map((text) => ({
        __TYPE__: Symbol.for('metadata') as never,
        toString: () => text,
      })),
    });

    fc.assert(
      fc.property(fc.dictionary(fc.string({ unit: 'binary' }), entry), (entries) => {
        const context = propagation.setBaggage(ROOT_CONTEXT, propagation.createBaggage(entries));
        const carrier: Record<string, string> = {};
        baggage.inject(context, carrier, setter);

        expect(carrier.baggage ?? '').toMatch(SENDABLE);
      }),
      runs,
    );
  });

  it('reads the baggage again that it wrote', () => {
    const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 });

    fc.assert(
      fc.property(fc.dictionary(text, text, { maxKeys: 20 }), (entries) => {
        const all = Object.entries(entries).map(([key, value]) => [key, { value }] as const);
        const carrier: Record<string, string> = {};
        const written = propagation.createBaggage(Object.fromEntries(all));
        baggage.inject(propagation.setBaggage(ROOT_CONTEXT, written), carrier, setter);
        const read = propagation.getBaggage(baggage.extract(ROOT_CONTEXT, carrier, getter));

        expect(new Map(read?.getAllEntries() ?? [])).toEqual(new Map(all));
      }),
      runs,
    );
  });

  it('keeps 64 entries and 8,192 bytes of baggage, coming and going', () => {
    const many = Array.from({ length: 200 }, (_, index) => `k${index}=v`).join(',');
    const long = Array.from({ length: 60 }, (_, index) => `k${index}=${'v'.repeat(200)}`).join(',');
    const entriesOf = (sent: string) =>
      propagation
        .getBaggage(baggage.extract(ROOT_CONTEXT, { baggage: sent }, getter))
        ?.getAllEntries() ?? [];
    const passedOn = (entries: Record<string, { value: string }>) => {
      const carrier: Record<string, string> = {};
      const all = propagation.createBaggage(entries);
      baggage.inject(propagation.setBaggage(ROOT_CONTEXT, all), carrier, setter);
      return carrier.baggage ?? '';
    };

    expect(entriesOf(many)).toHaveLength(64);
    expect(entriesOf(long)).toHaveLength(40);
    expect(entriesOf(`k=${'v'.repeat(9_000)}`)).toEqual([]);
    expect(passedOn(Object.fromEntries(entriesOf(many))).split(',')).toHaveLength(64);
    expect(passedOn({ long: { value: 'v'.repeat(9_000) }, short: { value: 'v' } })).toBe('short=v');
    expect(passedOn({ a: { value: '€'.repeat(2_000) } })).toBe('');
  });

  it('pollutes no prototype by the names of entries', () => {
    const sent = { baggage: '__proto__=polluted,constructor=polluted,toString=polluted' };
    const read = propagation.getBaggage(baggage.extract(ROOT_CONTEXT, sent, getter));

    expect(read?.getEntry('__proto__')?.value).toBe('polluted');
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
    expect(Object.keys(Object.prototype)).toEqual([]);
  });

  it.each(['a', '=', ',', ';', 'a=b,', 'a=b;', '%', ' ', '00-'])(
    'takes no longer than it should on headers of %o, repeated',
    (piece) => {
      const read = (length: number) => {
        const text = piece.repeat(length / piece.length);
        const carrier = { traceparent: text, tracestate: text, baggage: text };
        trace.getSpanContext(traceContext.extract(ROOT_CONTEXT, carrier, getter));
        new W3cTraceState(text).serialize();
        baggage.extract(ROOT_CONTEXT, carrier, getter);
      };

      expect(timeOfLong(read)).toBeLessThan(250);
    },
  );
});

describe('what others write', () => {
  it('is a traceparent only where it can be passed on as it came', () => {
    fc.assert(
      fc.property(header, (text) => {
        const parsed = parseTraceparent(text);

        expect(parsed === undefined || SENDABLE.test(formatTraceparent(parsed, false))).toBe(true);
      }),
      runs,
    );
  });

  it('is read as an answer of a collector, whatever it is', () => {
    const answer = fc.record({
      status: fc.integer({ min: 0, max: 999 }),
      contentType: fc.option(header, { nil: undefined }),
      retryAfter: fc.option(fc.oneof(header, fc.nat().map(String)), { nil: undefined }),
      body: fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
    });

    fc.assert(
      fc.property(answer, (one) => {
        const outcome = outcomeOf(one, 0);
        const wait = outcome.kind === 'retryable' ? (outcome.afterMs ?? 0) : 0;
        const said = outcome.kind === 'delivered' ? outcome.message : outcome.reason;

        expect(wait).toBeGreaterThanOrEqual(0);
        expect(said).toMatch(/^[\x20-\x7e]*$/);
      }),
      runs,
    );
  });

  it('is a request target, a host and forwarded headers, whatever it is', () => {
    const anything = fc.oneof(header, fc.anything());
    const isIgnored = compileIgnore(['/health', '/internal/*', /^\/metrics/])!;

    fc.assert(
      fc.property(header, anything, (text, thing) => {
        const { path, query = '' } = readTarget(text);

        expect(text).toContain(path);
        expect(text).toContain(query);
        expect(() => serverNamed(text)).not.toThrow();
        expect(() => isIgnored({ url: text } as never)).not.toThrow();
        expect(() =>
          describeForwarded({ protocol: thing, ip: thing, host: thing } as never, text),
        ).not.toThrow();
      }),
      runs,
    );
  });

  it('is a message with or without a trace context, and a command with a key at most', () => {
    fc.assert(
      fc.property(fc.anything({ withNullPrototype: true }), header, (payload, text) => {
        expect(() => carrierOfPayload(payload, text)).not.toThrow();
        expect(() =>
          carrierOfPayload([payload], Buffer.from(`"traceparent"${text}`)),
        ).not.toThrow();
        expect(describeRedisCommand('set', ['key', payload, text])).toBe('set key ?');
        expect(describeRedisCommand('AUTH', [text, payload])).toBe('AUTH ?');
      }),
      runs,
    );
  });

  it.each(['http://', 'a:', '[', '/', '?', 'Mon, '])(
    'takes no longer than it should where it is %o, repeated',
    (piece) => {
      const read = (length: number) => {
        const text = piece.repeat(length / piece.length);
        readTarget(text);
        serverNamed(text);
        outcomeOf({ status: 503, contentType: text, retryAfter: text, body: Buffer.from(text) }, 0);
      };

      expect(timeOfLong(read)).toBeLessThan(250);
    },
  );

  it('is set in a variable, and taken or refused in words', () => {
    const variable = fc.constantFrom(
      'OTEL_TRACES_EXPORTER',
      'OTEL_TRACES_SAMPLER',
      'OTEL_TRACES_SAMPLER_ARG',
      'OTEL_EXPORTER_OTLP_ENDPOINT',
      'OTEL_EXPORTER_OTLP_HEADERS',
      'OTEL_PROPAGATORS',
      'OTEL_BSP_SCHEDULE_DELAY',
      'OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT',
      'OTEL_LOG_LEVEL',
      'DEBUG',
      'OTEL_EXPORTER_OTLP_TIMEOUT',
      'OTEL_NODE_RESOURCE_DETECTORS',
      'OTEL_SDK_DISABLED',
    );

    fc.assert(
      fc.property(fc.dictionary(variable, header), (environment) => {
        expect(outcomeOfOptions(environment)).toMatch(/^(taken|TracingConfigurationError)$/);
      }),
      runs,
    );
  });

  it('is no command to a terminal, and no line of its own, in a printed trace', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
        const span = {
          traceId: 'a'.repeat(32),
          spanId: 'b'.repeat(16),
          name: text,
          kind: 0,
          serviceName: text,
          startTimeMs: 0,
          durationMs: 1,
          attributes: { [`x${text}`]: text },
          status: { code: 2, message: text },
          events: [{ name: 'exception', attributes: { 'exception.message': text } }],
        };
        const printed = formatTrace([span]);

        expect(printed.split('\n')).toHaveLength(2);
        expect(printed.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\u2028\u2029\u202a-\u202e]/u);
      }),
      runs,
    );
  });
});

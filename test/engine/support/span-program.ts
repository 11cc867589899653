import { ROOT_CONTEXT, trace } from '@opentelemetry/api';
import type {
  AttributeValue,
  Attributes,
  Context,
  Link,
  Span,
  SpanStatus,
  TimeInput,
  Tracer,
} from '@opentelemetry/api';
import { suppressTracing, TraceState } from '@opentelemetry/core';
import fc from 'fast-check';
import type { Provider } from './engines.js';

/** One step of a program; spans are named by the order in which they were started. */
export type Step =
  | {
      readonly do: 'start';
      readonly parent: Parent;
      readonly scope: number;
      readonly name: string;
      readonly options: StartOptions;
    }
  | { readonly do: 'set'; readonly span: number; readonly key: string; readonly value: unknown }
  | {
      readonly do: 'setAll';
      readonly span: number;
      readonly attributes: object;
      readonly isFrozen: boolean;
    }
  | {
      readonly do: 'event';
      readonly span: number;
      readonly name: string;
      readonly attributes: object;
      readonly time: Time;
    }
  | { readonly do: 'link'; readonly span: number; readonly links: readonly Link[] }
  | { readonly do: 'status'; readonly span: number; readonly status: SpanStatus }
  | { readonly do: 'rename'; readonly span: number; readonly name: string }
  | {
      readonly do: 'exception';
      readonly span: number;
      readonly exception: unknown;
      readonly time: Time;
    }
  | { readonly do: 'read'; readonly span: number }
  | { readonly do: 'wait'; readonly ms: number }
  | { readonly do: 'end'; readonly span: number; readonly time: Time };

type Parent =
  | { readonly of: 'span' | 'baggage' | 'api'; readonly span: number }
  | { readonly of: 'nothing' | 'suppressed' | 'invalid' }
  | {
      readonly of: 'remote';
      readonly traceFlags: number;
      readonly traceState: string | undefined;
      readonly isRemote: boolean;
    };

interface StartOptions {
  readonly kind: number | undefined;
  readonly attributes: object | undefined;
  readonly isFrozen: boolean;
  readonly links: readonly Link[] | undefined;
  readonly root: boolean | undefined;
  readonly startTime: Time;
}

/** Milliseconds from the frozen clock's start, in one of the forms a time may have. */
interface Time {
  readonly form: 'none' | 'date' | 'number' | 'hrtime' | 'reading';
  readonly ms: number;
}

const baggageKey = Symbol('baggage of a test');

/** Runs the steps on a provider, with the clock at `epochMs` and moved by `wait`. */
export function runProgram(
  steps: readonly Step[],
  provider: Provider,
  clock: { advance(ms: number): void },
  epochMs: number,
): Span[] {
  const tracers = [
    provider.getTracer('orders'),
    provider.getTracer('pg', '1.2.3', { schemaUrl: 'https://opentelemetry.io/schemas/1.36.0' }),
  ];
  const spans: Span[] = [];
  for (const step of steps) {
    if (step.do === 'wait') {
      clock.advance(step.ms);
    } else if (step.do === 'start') {
      spans.push(start(step, tracers[step.scope]!, spans, epochMs));
    } else {
      const span = spans[step.span % Math.max(1, spans.length)];
      if (span !== undefined) {
        act(step, span, epochMs);
      }
    }
  }
  spans.filter((span) => span.isRecording()).forEach((span) => span.end());
  return spans;
}

function start(
  { parent, name, options }: Extract<Step, { do: 'start' }>,
  tracer: Tracer,
  spans: readonly Span[],
  epochMs: number,
): Span {
  const attributes = options.attributes as Attributes | undefined;
  return tracer.startSpan(
    name,
    {
      kind: options.kind,
      attributes: options.isFrozen && attributes ? Object.freeze({ ...attributes }) : attributes,
      links: options.links as Link[] | undefined,
      root: options.root,
      startTime: timeInput(options.startTime, epochMs),
    },
    contextOf(parent, spans),
  );
}

function contextOf(parent: Parent, spans: readonly Span[]): Context {
  // oxlint-disable-next-line typescript/switch-exhaustiveness-check -- the rest are names of spans
  switch (parent.of) {
    case 'nothing':
      return ROOT_CONTEXT;
    case 'suppressed':
      return suppressTracing(ROOT_CONTEXT);
    case 'invalid':
      return trace.setSpanContext(ROOT_CONTEXT, { traceId: '0', spanId: 'x', traceFlags: 1 });
    case 'remote':
      return trace.setSpanContext(ROOT_CONTEXT, {
        traceId: '0af7651916cd43dd8448eb211c80319c',
        spanId: 'b7ad6b7169203331',
        traceFlags: parent.traceFlags,
        isRemote: parent.isRemote,
        traceState: parent.traceState === undefined ? undefined : new TraceState(parent.traceState),
      });
    default: {
      const span = spans[parent.span % Math.max(1, spans.length)];
      if (span === undefined) return ROOT_CONTEXT;
      // A span of the engine is a context itself, and must do in place of the API's own.
      const own =
        'getValue' in span && parent.of !== 'api'
          ? (span as Span & Context)
          : trace.setSpan(ROOT_CONTEXT, span);
      return parent.of === 'baggage' ? own.setValue(baggageKey, 'kept') : own;
    }
  }
}

function act(step: Exclude<Step, { do: 'start' | 'wait' }>, span: Span, epochMs: number): void {
  switch (step.do) {
    case 'set':
      span.setAttribute(step.key, step.value as AttributeValue);
      break;
    case 'setAll':
      span.setAttributes(
        (step.isFrozen ? Object.freeze({ ...step.attributes }) : step.attributes) as Attributes,
      );
      break;
    case 'event':
      span.addEvent(step.name, step.attributes as Attributes, timeInput(step.time, epochMs));
      break;
    case 'link':
      span.addLinks(step.links as Link[]);
      break;
    case 'status':
      span.setStatus(step.status);
      break;
    case 'rename':
      span.updateName(step.name);
      break;
    case 'exception':
      span.recordException(step.exception as Error, timeInput(step.time, epochMs));
      break;
    case 'read':
      JSON.stringify([Reflect.get(span, 'attributes'), Reflect.get(span, 'duration')]);
      break;
    case 'end':
      span.end(timeInput(step.time, epochMs));
      break;
  }
}

function timeInput({ form, ms }: Time, epochMs: number): TimeInput | undefined {
  // oxlint-disable-next-line typescript/switch-exhaustiveness-check -- a reading is the rest
  switch (form) {
    case 'none':
      return undefined;
    case 'date':
      return new Date(epochMs + ms);
    case 'number':
      return epochMs + ms + 0.25;
    case 'hrtime':
      return [Math.floor((epochMs + ms) / 1_000), 123_456_789];
    default:
      return 4_000 + ms / 8;
  }
}

const key = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.constantFrom('a', 'b', 'http.route', 'url.path', 'é', 'code.function.name'),
  },
  { weight: 1, arbitrary: fc.constantFrom('', 'k'.repeat(130)) },
  { weight: 1, arbitrary: fc.string().filter((text) => text !== '__proto__') },
);
const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.constantFrom(
    '',
    'GET',
    'x'.repeat(100),
    'x'.repeat(101),
    'ü'.repeat(100),
    'y'.repeat(20_000),
    '\ud800',
  ),
);
const number = fc.oneof(
  fc.integer(),
  fc.double(),
  fc.constantFrom(
    0,
    -0,
    -1,
    127,
    128,
    2 ** 31,
    2 ** 32,
    2 ** 53,
    2 ** 62,
    -(2 ** 63),
    2 ** 63,
    NaN,
    -Infinity,
  ),
);
const primitive = fc.oneof(text, number, fc.boolean());
const array = fc.oneof(
  fc.array(fc.option(text), { maxLength: 5 }),
  fc.array(fc.option(number), { maxLength: 5 }),
  fc.array(fc.option(fc.boolean()), { maxLength: 5 }),
  fc.array(primitive, { maxLength: 3 }),
);
const value = fc.oneof(
  { weight: 8, arbitrary: primitive },
  { weight: 2, arbitrary: array },
  { weight: 1, arbitrary: fc.constantFrom(null, undefined, {}, Symbol.for('no value'), [[1]]) },
);
const attributes = fc.dictionary(key, value, { maxKeys: 8, noNullPrototype: true });
const time = fc.record<Time>({
  form: fc.constantFrom('none', 'none', 'none', 'date', 'number', 'hrtime', 'reading'),
  ms: fc.integer({ min: -5_000, max: 5_000 }),
});
const links = fc.array(
  fc.record({
    context: fc.record({
      traceId: fc.constantFrom(
        '0123456789abcdef0123456789abcdef',
        'FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF',
      ),
      spanId: fc.constantFrom('0123456789abcdef', 'fedcba9876543210'),
      traceFlags: fc.integer({ min: 0, max: 255 }),
      isRemote: fc.constantFrom(undefined, true, false),
      traceState: fc.constantFrom(undefined, new TraceState('a=1,b=2')),
    }),
    attributes: fc.option(attributes, { nil: undefined }),
  }),
  { maxLength: 4 },
) as fc.Arbitrary<readonly Link[]>;
const span = fc.nat(9);
const parent: fc.Arbitrary<Parent> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ of: fc.constantFrom('span', 'baggage', 'api'), span }) },
  { weight: 2, arbitrary: fc.record({ of: fc.constantFrom('nothing', 'suppressed', 'invalid') }) },
  {
    weight: 2,
    arbitrary: fc.record({
      of: fc.constant('remote' as const),
      traceFlags: fc.constantFrom(0, 1, 2, 3),
      traceState: fc.constantFrom(undefined, 'vendor=1', 'a=x,b=y'),
      isRemote: fc.boolean(),
    }),
  },
);
const options = fc.record<StartOptions>({
  kind: fc.constantFrom(undefined, 0, 1, 2, 3, 4),
  attributes: fc.option(attributes, { nil: undefined }),
  isFrozen: fc.boolean(),
  links: fc.option(links, { nil: undefined }),
  root: fc.constantFrom(undefined, false, true),
  startTime: time,
});
const status = fc.record({
  code: fc.constantFrom(0, 1, 2),
  message: fc.constantFrom(undefined, '', 'broken', 42),
}) as fc.Arbitrary<SpanStatus>;
const exception = fc.constantFrom<unknown>(
  'text',
  Object.assign(new Error('no'), { stack: 'Error: no' }),
  { code: 404, message: 'gone' },
  { name: 'Odd' },
  {},
  '',
);

const start_ = fc.record({
  do: fc.constant('start' as const),
  parent,
  scope: fc.nat(1),
  name: text,
  options,
});
const step = fc.oneof(
  { weight: 3, arbitrary: start_ },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('set' as const), span, key, value }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('setAll' as const),
      span,
      attributes,
      isFrozen: fc.boolean(),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('event' as const), span, name: text, attributes, time }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('link' as const), span, links }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('status' as const), span, status }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('rename' as const), span, name: text }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('exception' as const), span, exception, time }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('read' as const), span }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('wait' as const),
      ms: fc.integer({ min: 1, max: 2_000 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('end' as const), span, time }) },
);

/** Programs that start with a span, so that the other steps have one. */
export const spanPrograms: fc.Arbitrary<Step[]> = fc
  .tuple(start_, fc.array(step, { maxLength: 30 }))
  .map(([first, rest]) => [first, ...rest]);

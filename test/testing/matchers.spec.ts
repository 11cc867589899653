import 'nestjs-tracing/testing/vitest';
import { SpanKind, context, trace } from '@opentelemetry/api';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EngineTracerProvider } from '../../lib/engine/engine-tracer-provider.js';
import { SpanRecording } from '../../lib/sdk/recording/span-recording.js';
import { spanTree } from '../../lib/testing/index.js';
import { messageOf, request, spansOf } from './support/made-spans.js';
import type { Made } from './support/made-spans.js';

function changedLines(message: string): string[] {
  return message.split('\n').filter((line) => /^[-+] (?!Expected|Received)/.test(line));
}

describe('toMatchTrace()', () => {
  it.each([
    [
      'the whole tree, in any order and with any margin',
      `
          SERVER GET /orders/:id
            OrdersController.find ERROR
            AuthGuard
              CLIENT GET
      `,
    ],
    [
      'some attributes, of any kind',
      `
      SERVER GET /orders/:id {http.response.status_code: 404, http.route: /orders/:id}
        INTERNAL OrdersController.find ERROR {tags: ["a","b"]}
        ...
      `,
    ],
    ['others in the place of three points', 'SERVER GET /orders/:id\n  AuthGuard\n    ...\n  ...'],
  ])('matches %s', (_, tree) => {
    expect(spansOf(request)).toMatchTrace(tree);
  });

  it.each([
    ['a span that is missing', 'SERVER GET /orders/:id\n  AuthGuard\n  ...'],
    ['one that failed', 'SERVER GET /orders/:id\n  OrdersController.find\n  ...'],
    [
      'an attribute of another value',
      'SERVER GET /orders/:id {http.response.status_code: 200}\n  ...',
    ],
    [
      'an attribute of another type',
      'SERVER GET /orders/:id {http.response.status_code: "404"}\n  ...',
    ],
    ['another kind', 'CLIENT GET /orders/:id\n  ...'],
    ['a second root', 'SERVER GET /orders/:id\n  ...\nother'],
  ])('does not match with %s', (_, tree) => {
    expect(spansOf(request)).not.toMatchTrace(tree);
  });

  it.each([
    ['an object', { name: '{"cmd":"sum"}', kind: SpanKind.SERVER }, 'SERVER {"cmd":"sum"}'],
    [
      'an object, and attributes',
      { name: '{"cmd":"sum"}', kind: SpanKind.CLIENT, attributes: { a: 1 } },
      'CLIENT {"cmd":"sum"} {a: 1}',
    ],
    ['braces, and attributes', { name: 'query {id}', attributes: { a: 1 } }, 'query {id} {a: 1}'],
    ['braces alone', { name: 'query {id}' }, 'query {id}'],
    ['a kind in front', { name: 'INTERNAL job' }, 'INTERNAL job'],
    ['several blanks', { name: ' two  words\n' }, 'two words'],
  ])('matches a name with %s', (_, made, tree) => {
    expect(spansOf(made)).toMatchTrace(tree);
  });

  it.each([
    ['keys as in JSON', { 'http.route': '/a' }, '{"http.route": "/a"}'],
    ['a key with a colon', { 'a:b': 1 }, '{"a:b": 1}'],
    ['a list with brackets', { list: ['a]', 'b'] }, '{list: ["a]","b"]}'],
    ['a value with braces', { route: '/a/{id}' }, '{route: /a/{id}}'],
    ['a value that looks like attributes', { text: '} {a: 1' }, '{text: "} {a: 1"}'],
  ])('reads %s', (_, attributes, checks) => {
    expect(spansOf({ name: 'work', attributes })).toMatchTrace(`work ${checks}`);
    expect(spansOf({ name: 'work' })).not.toMatchTrace(`work ${checks}`);
  });

  it('reads ERROR on either side of the attributes', () => {
    const spans = spansOf({ name: 'work', isFailed: true, attributes: { a: 1 } });

    expect(spans).toMatchTrace('work ERROR {a: 1}');
    expect(spans).toMatchTrace('work {a: 1} ERROR');
    expect(spans).not.toMatchTrace('work {a: 1}');
    expect(spans).not.toMatchTrace('work {a: 2} ERROR');
  });

  it('matches the text of spanTree(), whatever the names', () => {
    const word = fc.constantFrom(
      'GET',
      'ERROR',
      'INTERNAL',
      '...',
      '{"cmd":"a"}',
      '{a: 1}',
      '{',
      ' ',
    );
    const name = fc.oneof(
      fc.string(),
      fc.array(word, { maxLength: 4 }).map((words) => words.join(' ')),
    );
    const madeOf = (levels: number): fc.Arbitrary<Made> =>
      fc.record({
        name,
        kind: fc.constantFrom(SpanKind.INTERNAL, SpanKind.CLIENT),
        isFailed: fc.boolean(),
        children: levels === 0 ? fc.constant([]) : fc.array(madeOf(levels - 1), { maxLength: 3 }),
      });

    fc.assert(
      fc.property(madeOf(2), (root) => {
        const spans = spansOf(root);
        expect(spans).toMatchTrace(spanTree(spans).toString());
      }),
    );
  });

  it('gives each of several alike the one it needs', () => {
    const alike = spansOf({
      name: 'root',
      children: [{ name: 'query', attributes: { table: 'a' } }, { name: 'query' }],
    });

    expect(alike).toMatchTrace('root\n  query\n  query {table: a}');
    expect(alike).not.toMatchTrace('root\n  query {table: a}\n  query {table: a}');
  });

  it('shows only the lines that differ', () => {
    const message = messageOf(() =>
      expect(spansOf(request)).toMatchTrace(`
        SERVER GET /orders/:id {http.response.status_code: 200}
          OrdersController.find ERROR
          AuthGuard
          ...
      `),
    );

    expect(changedLines(message)).toEqual([
      '- SERVER GET /orders/:id {http.response.status_code: 200}',
      '+ SERVER GET /orders/:id {http.response.status_code: 404}',
      '+     CLIENT GET',
    ]);
  });

  it('shows the attributes of the span that no other line has', () => {
    const query = (table: string): Made => ({ name: 'query', attributes: { table } });
    const spans = spansOf({ name: 'list', children: [query('a'), query('b')] });

    const message = messageOf(() =>
      expect(spans).toMatchTrace('list\n  query {table: x}\n  query {table: a}'),
    );

    expect(changedLines(message)).toEqual(['-   query {table: "x"}', '+   query {table: "b"}']);
  });

  it('shows the others only where one is missing', () => {
    const message = messageOf(() =>
      expect(spansOf(request)).toMatchTrace(`
        SERVER GET /orders/:id
          AuthGuard
            CLIENT GTE
            ...
          ...
      `),
    );

    expect(changedLines(message)).toEqual(['-     CLIENT GTE', '+     CLIENT GET']);
  });

  it('gives each line a span of its own, when one line would do with several', () => {
    const found = { name: 'GET', attributes: { status: 200 } };
    const spans = spansOf({ name: 'list', children: [found, { name: 'GET' }, found] });

    expect(spans).toMatchTrace('list\n  GET\n  GET {status: 200}\n  GET {status: 200}');
    expect(spans).not.toMatchTrace('list\n  GET\n  GET\n  GET {status: 404}');
    expect(spans).not.toMatchTrace('list\n  GET\n  GET {status: 200}');
  });

  // Trying every order of them would take longer than the test may.
  it('says at once that one of forty spans that look alike is another', () => {
    const queries = Array.from({ length: 40 }, () => ({ name: 'select orders' }));
    const spans = spansOf({ name: 'list', children: queries });
    const lines = Array.from({ length: 39 }, () => '  select orders');

    expect(spans).toMatchTrace(['list', '  select orders', ...lines].join('\n'));
    expect(spans).not.toMatchTrace(['list', ...lines, '  select items'].join('\n'));
  });

  it.each([
    ['attributes without values', 'root {a}', 'root {a}'],
    ['a span below three points', 'root\n  ...\n    query', '    query'],
    ['three points at no level', '  root\n    query\n ...', ' ...'],
    ['a span at no level', 'root\n    query\n  query', '  query'],
  ])('quotes a line it cannot read: %s', (_, tree, line) => {
    const words = `cannot read the line ${JSON.stringify(line)}`;

    expect(() => expect([]).toMatchTrace(tree)).toThrow(words);
    expect(() => expect([]).not.toMatchTrace(tree)).toThrow(words);
  });
});

describe('toBeOneTrace()', () => {
  it('passes for all spans of a trace, though one is listed twice', () => {
    const spans = spansOf(request);

    expect(spans).toBeOneTrace();
    expect([...spans, ...spans]).toBeOneTrace();
  });

  it.each([
    ['there are no spans', []],
    ['there are 2 traces', spansOf({ name: 'one' }, { name: 'other' })],
    [
      'the parent of "GET" is not among them',
      spansOf(request).filter(({ name }) => name !== 'AuthGuard'),
    ],
  ])('says that %s', (fault, spans) => {
    expect(messageOf(() => expect(spans).toBeOneTrace())).toContain(
      `to be one trace, but ${fault}`,
    );
  });

  it('counts roots that have the same caller, in another process', () => {
    const caller = {
      traceId: 'a'.repeat(32),
      spanId: 'b'.repeat(16),
      traceFlags: 1,
      isRemote: true,
    };
    const recording = new SpanRecording();
    const tracer = new EngineTracerProvider({ spanProcessors: [recording] }).getTracer('test');
    const remote = trace.setSpanContext(context.active(), caller);

    tracer.startSpan('one', {}, remote).end();
    expect(recording.finished()).toBeOneTrace();
    tracer.startSpan('other', {}, remote).end();
    expect(messageOf(() => expect(recording.finished()).toBeOneTrace())).toContain(
      'there are 2 roots',
    );
  });
});

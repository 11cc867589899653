import { stripVTControlCharacters } from 'node:util';
import { SpanKind, SpanStatusCode } from '@opentelemetry/api';
import { describe, expect, it } from 'vitest';
import { formatTrace } from '../../lib/sdk/console/format-trace.js';
import type { TraceSpan } from '../../lib/sdk/console/trace-span.interface.js';

const traceId = '0af7651916cd43dd8448eb211c80319c';

/** A span with what the test says of it; times in milliseconds from the beginning of the trace. */
function span(spanId: string, name: string, given: Partial<TraceSpan> = {}): TraceSpan {
  return {
    traceId,
    spanId,
    name,
    kind: SpanKind.INTERNAL,
    serviceName: 'orders',
    startTimeMs: 0,
    durationMs: 1,
    attributes: {},
    status: { code: SpanStatusCode.UNSET },
    events: [],
    ...given,
  };
}

const checkout: TraceSpan[] = [
  span('4', 'save Order', {
    parentSpanId: '2',
    kind: SpanKind.CLIENT,
    startTimeMs: 10,
    durationMs: 25,
    attributes: { 'db.system.name': 'postgresql', 'db.query.text': 'INSERT INTO\n  "order"' },
  }),
  span('1', 'POST /orders', {
    kind: SpanKind.SERVER,
    serviceName: 'gateway',
    durationMs: 1_600,
    attributes: { 'http.route': '/orders', 'order.id': 7, 'http.response.status_code': 500 },
    status: { code: SpanStatusCode.ERROR },
  }),
  span('3', 'charge', {
    parentSpanId: '1',
    startTimeMs: 400,
    durationMs: 1_200,
    status: { code: SpanStatusCode.ERROR, message: 'card declined' },
    events: [
      {
        name: 'exception',
        attributes: { 'exception.type': 'DeclinedError', 'exception.message': 'card declined' },
      },
    ],
  }),
  span('2', 'OrdersService.place', { parentSpanId: '1', startTimeMs: 5, durationMs: 395 }),
];

const drawing = [
  'POST /orders            gateway  SERVER    1.60 s  ▕████████████████▏  ✖ 500 order.id=7',
  '├─ OrdersService.place  orders   INTERNAL  395 ms  ▕████            ▏',
  '│  └─ save Order        orders   CLIENT     25 ms  ▕█               ▏  INSERT INTO "order"',
  '└─ charge               orders   INTERNAL  1.20 s  ▕    ████████████▏  ✖ DeclinedError: card declined',
  `trace ${traceId}`,
].join('\n');

describe('formatTrace()', () => {
  it('draws spans in any order as a tree, with what went wrong', () => {
    expect(formatTrace(checkout)).toBe(drawing);
  });

  it('draws the same in colours, when asked', () => {
    const coloured = formatTrace(checkout, { colors: true });

    expect(coloured).toContain('\u001b[');
    expect(stripVTControlCharacters(coloured)).toBe(drawing);
  });

  it('cuts lines at the width given', () => {
    const lines = formatTrace(checkout, { width: 40 }).split('\n');

    expect(Math.max(...lines.map((line) => line.length))).toBe(40);
    expect(lines[0]).toMatch(/^POST \/orders .*…$/);
  });

  it('puts spans whose parent is not there at the top', () => {
    const orphans = [
      span('2', 'second', { parentSpanId: 'elsewhere', startTimeMs: 5 }),
      span('3', 'child of the second', { parentSpanId: '2', startTimeMs: 6 }),
      span('1', 'first', { parentSpanId: 'elsewhere too' }),
    ];

    expect(names(formatTrace(orphans))).toEqual(['first', 'second', '└─ child of the second']);
  });

  it('draws each span once, also where parents form a circle', () => {
    const circle = [
      span('1', 'first', { parentSpanId: '2' }),
      span('2', 'second', { parentSpanId: '1', startTimeMs: 1 }),
      span('3', 'its own parent', { parentSpanId: '3', startTimeMs: 2 }),
    ];

    expect(names(formatTrace(circle))).toEqual(['first', '└─ second', 'its own parent']);
  });

  it('shows an exception that became an answer', () => {
    const events = [{ name: 'exception', attributes: { 'exception.type': 'NotFoundException' } }];

    expect(formatTrace([span('1', 'find', { events })])).toContain('✖ NotFoundException');
  });

  it('shows values on one line, shortened, and harmless to a terminal', () => {
    const attributes = { note: `a\u001b[31m\nb ${'x'.repeat(100)}` };

    const [line] = formatTrace([span('1', 'find', { attributes })]).split('\n');

    expect(line).toMatch(/note=a \[31m b x+…$/);
  });

  it('lets no name reach the terminal as more than text', () => {
    const name = 'GET\n\u001b[2J\u202eforged';

    const lines = formatTrace([span('1', name, { serviceName: 'a\rb' })]).split('\n');

    expect(lines).toEqual([
      expect.stringMatching(/^GET \[2J forged {2}a b {2}/),
      `trace ${traceId}`,
    ]);
  });

  it('leaves room for the other columns beside a name that is very long', () => {
    const spans = [span('1', 'x'.repeat(500)), span('2', 'short', { parentSpanId: '1' })];

    const [wide = '', below = ''] = formatTrace(spans).split('\n');
    const [narrow = ''] = formatTrace(spans, { width: 80 }).split('\n');

    expect(wide).toMatch(/^x{79}… {2}orders {2}INTERNAL/);
    expect(below.indexOf('orders')).toBe(wide.indexOf('orders'));
    expect(narrow).toMatch(/^x{39}… {2}orders {2}INTERNAL .* ▕█/);
  });

  it('aligns names in wide characters', () => {
    const spans = [span('1', '注文を確認'), span('2', 'e\u0301te\u0301 👩‍🚀'), span('3', 'plain')];

    const services = formatTrace(spans).split('\n').slice(0, -1);

    // 5 characters of two columns each; 4 columns and a picture of two; 5 columns.
    expect(services.map((line) => line.slice(0, line.indexOf('orders')))).toEqual([
      '注文を確認  ',
      'e\u0301te\u0301 👩‍🚀'.padEnd('e\u0301te\u0301 👩‍🚀'.length + 4) + '  ',
      'plain'.padEnd(12),
    ]);
  });

  it('draws a trace of 500 spans at once, however deep it is', () => {
    const deep = Array.from({ length: 500 }, (_, index) =>
      span(`${index + 1}`, `step ${index}`, { parentSpanId: index > 0 ? `${index}` : undefined }),
    );
    const begin = performance.now();

    const lines = formatTrace(deep, { width: 120 }).split('\n');

    expect(lines).toHaveLength(501);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(120);
    expect(lines[400]).toMatch(/^….*└─ step 400 .* {2}orders/);
    expect(performance.now() - begin).toBeLessThan(10_000);
  });

  it('says that there is nothing', () => {
    expect(formatTrace([])).toBe('trace (empty)');
  });
});

function names(drawn: string): string[] {
  return drawn
    .split('\n')
    .slice(0, -1)
    .map((line) => line.split(/ {2,}/)[0] ?? '');
}

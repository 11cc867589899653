import { describe, expect, it } from 'vitest';
import { SpanAttribute } from '../../lib/decorators/span-attribute.decorator.js';
import { Span } from '../../lib/decorators/span.decorator.js';
import { Traceable } from '../../lib/decorators/traceable.decorator.js';
import { recordSpans } from '../support/recorded-spans.js';
import { tree } from '../support/span-tree.js';

const spans = recordSpans();

interface Order {
  readonly id: string;
  readonly lines: readonly { readonly price: number }[];
}

class Orders {
  @Span()
  find(@SpanAttribute('order.filter') filter?: unknown) {
    return filter;
  }

  @Span({ attributes: (id: string) => ({ 'order.id': `${id}!`, source: 'options' }) })
  async move(
    @SpanAttribute('order.id') id: string,
    _reason: string,
    @SpanAttribute('order.shelf', (shelf: { row: number }) => shelf.row) _shelf: { row: number },
  ) {
    return id;
  }

  @Span()
  total(
    @SpanAttribute('order.count', ({ lines }: Order) => lines.length)
    @SpanAttribute('order.id', ({ id }: Order) => id)
    order: Order,
  ) {
    return order.lines.length;
  }

  @Span()
  static open(@SpanAttribute('shop') name: string) {
    return name;
  }
}

class Returns extends Orders {
  @Span()
  override find(filter?: unknown) {
    return filter;
  }
}

@Traceable()
class Stock {
  take(@SpanAttribute('item') item: string) {
    return item;
  }
}

describe('@SpanAttribute()', () => {
  it.each<[string, unknown, unknown]>([
    ['a string', 'open', 'open'],
    ['an empty string', '', ''],
    ['a number', 0, 0],
    ['a boolean', false, false],
    ['a bigint', 12345678901234567890n, '12345678901234567890'],
    ['a Date', new Date(0), '1970-01-01T00:00:00.000Z'],
    ['an array of strings', ['a', 'b'], ['a', 'b']],
    ['an array of numbers with a gap', [1, null, 3], [1, null, 3]],
  ])('records %s', (_, value, recorded) => {
    expect(new Orders().find(value)).toBe(value);

    expect(spans.span('Orders.find').attributes).toEqual({ 'order.filter': recorded });
  });

  it.each<[string, unknown]>([
    ['undefined', undefined],
    ['null', null],
    ['an object', { id: 7, card: '4111' }],
    ['an array of objects', [{ id: 7 }]],
    ['a function', () => 7],
    ['a symbol', Symbol('open')],
    ['an invalid Date', new Date(Number.NaN)],
    ['a Map', new Map([['id', 7]])],
  ])('leaves out %s', (_, value) => {
    expect(new Orders().find(value)).toBe(value);

    expect(Object.keys(spans.span('Orders.find').attributes)).toEqual([]);
  });

  it('takes from an object what the mapper says, beside the attributes of @Span()', async () => {
    await new Orders().move('7', 'full', { row: 3 });

    expect(spans.span('Orders.move').attributes).toEqual({
      'order.id': '7',
      'order.shelf': 3,
      source: 'options',
    });
  });

  it('goes on one parameter several times', () => {
    new Orders().total({ id: '7', lines: [{ price: 1 }, { price: 2 }] });

    expect(spans.span('Orders.total').attributes).toEqual({
      'order.count': 2,
      'order.id': '7',
    });
  });

  it('leaves call and span alone when the mapper throws, or what it gives does', () => {
    const hostile = new Proxy([], { get: (_, key) => missing(key), getPrototypeOf: missing });

    expect(() => new Orders().total(undefined as unknown as Order)).toThrow("reading 'lines'");
    expect(Object.is(new Orders().find(hostile), hostile)).toBe(true);

    expect(spans.tree()).toBe(tree('Orders.total\nOrders.find'));
    expect(spans.span('Orders.find').attributes).toEqual({});
  });

  it('goes on static methods and on methods of a @Traceable() class', () => {
    Orders.open('corner');
    new Stock().take('tea');

    expect(spans.span('Orders.open').attributes).toEqual({ shop: 'corner' });
    expect(spans.span('Stock.take').attributes).toEqual({ item: 'tea' });
  });

  it('is not inherited by an override', () => {
    new Returns().find('open');

    expect(spans.span('Returns.find').attributes).toEqual({});
  });
});

function missing(key: unknown): never {
  throw new Error(`no ${String(key)} here`);
}

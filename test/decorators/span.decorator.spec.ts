import { SpanStatusCode } from '@opentelemetry/api';
import { lastValueFrom, of } from 'rxjs';
import type { Observable } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { Span } from '../../lib/decorators/span.decorator.js';
import { recordSpans } from '../support/recorded-spans.js';
import { tree } from '../support/span-tree.js';

const spans = recordSpans();
const secretKey = Symbol('secret');

class Orders {
  static readonly prefix: string = 'order';
  readonly #stock = new Map([['tea', 2]]);
  readonly #pending = Promise.resolve(this.#stock);

  @Span()
  static describe(id: number) {
    return `${this.prefix} ${id}`;
  }

  @Span()
  static async load(id: number) {
    return this.describe(id);
  }

  @Span()
  count(item: string) {
    return this.#stock.get(item);
  }

  @Span('orders.place')
  async place(item: string) {
    await this.#pending;
    return this.count(item);
  }

  @Span()
  pending() {
    return this.#pending;
  }

  @Span()
  *items() {
    yield* this.#stock.keys();
  }

  @Span()
  async *pages() {
    yield* this.#stock.values();
  }

  @Span()
  changes(): Observable<string> {
    return of(...this.#stock.keys());
  }

  @Span()
  [secretKey](item: string) {
    return this.count(item);
  }

  @Span()
  fail(error: unknown): never {
    throw error;
  }
}

class Returns extends Orders {
  override count(item: string) {
    return -super.count(item)!;
  }

  @Span()
  override async place(item: string) {
    return (await super.place(item))! * 10;
  }
}

describe('@Span()', () => {
  it('keeps this and private fields, and names the span Class.method', () => {
    expect(new Orders().count('tea')).toBe(2);

    expect(spans.tree()).toBe('Orders.count');
  });

  it('takes a name', async () => {
    expect(await new Orders().place('tea')).toBe(2);

    expect(spans.tree()).toBe(tree('orders.place\n  Orders.count'));
  });

  it('goes on static methods', async () => {
    expect(await Orders.load(7)).toBe('order 7');

    expect(spans.tree()).toBe(tree('Orders.load\n  Orders.describe'));
  });

  it('goes on methods named by a symbol', () => {
    expect(new Orders()[secretKey]('tea')).toBe(2);

    expect(spans.tree()).toBe(tree('Orders.[secret]\n  Orders.count'));
  });

  it('returns the very promise of a method that is not async', async () => {
    const orders = new Orders();

    expect(orders.pending()).toBe(orders.pending());

    await orders.pending();
    expect(spans.tree()).toBe(tree('Orders.pending\nOrders.pending\nOrders.pending'));
  });

  it('covers the iteration of generators', async () => {
    const seen: unknown[] = [...new Orders().items()];
    for await (const page of new Orders().pages()) {
      seen.push(page);
    }

    expect(seen).toEqual(['tea', 2]);
    expect(spans.tree()).toBe(tree('Orders.items\nOrders.pages'));
  });

  it('covers each subscription to an Observable', async () => {
    const changes = new Orders().changes();
    expect(spans.started()).toBe(0);

    await lastValueFrom(changes);
    await lastValueFrom(changes);

    expect(spans.tree()).toBe(tree('Orders.changes\nOrders.changes'));
  });

  it('throws on the very error, its stack untouched', () => {
    const error = new Error('boom');
    const { stack } = error;

    expect(() => new Orders().fail(error)).toThrow(expect.toSatisfy((thrown) => thrown === error));

    expect(error.stack).toBe(stack);
    expect(spans.span('Orders.fail').status.code).toBe(SpanStatusCode.ERROR);
  });

  it('shows an async method and its callers in the stack of an error', async () => {
    class Shop {
      @Span()
      async checkout(): Promise<void> {
        await this.pay();
      }

      @Span()
      async pay(): Promise<void> {
        await Promise.resolve();
        throw new Error('declined');
      }
    }

    const error = await new Shop().checkout().catch((reason: Error) => reason);

    expect((error as Error).stack).toMatch(/at Shop\.pay .*\n(.*\n)*.*at .*Shop\.checkout /);
  });
});

describe('@Span() and inheritance', () => {
  it('names an inherited method by the class that declares it', () => {
    class Refunds extends Orders {}

    new Refunds().changes().subscribe();

    expect(spans.tree()).toBe('Orders.changes');
  });

  it('leaves an override without a span, and traces the super method it calls', () => {
    expect(new Returns().count('tea')).toBe(-2);

    expect(spans.tree()).toBe('Orders.count');
  });

  it('gives an override with @Span() a span around that of the super method', async () => {
    expect(await new Returns().place('tea')).toBe(-20);

    expect(spans.tree()).toBe(
      tree(`
        Returns.place
          orders.place
            Orders.count
      `),
    );
  });

  it('on static methods keeps this for subclasses', () => {
    class Invoices extends Orders {
      static override readonly prefix = 'invoice';
    }

    expect(Invoices.describe(7)).toBe('invoice 7');
  });
});

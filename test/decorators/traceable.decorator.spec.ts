import { Injectable } from '@nestjs/common';
import type { OnApplicationShutdown, OnModuleInit } from '@nestjs/common';
import { describe, expect, it } from 'vitest';
import { NoSpan } from '../../lib/decorators/no-span.decorator.js';
import { Span } from '../../lib/decorators/span.decorator.js';
import { Traceable } from '../../lib/decorators/traceable.decorator.js';
import { recordSpans } from '../support/recorded-spans.js';
import { tree } from '../support/span-tree.js';

const spans = recordSpans();
const touched: string[] = [];

class Base {
  inherited() {
    return 'inherited';
  }
}

class Money {
  constructor(readonly amount: number) {}
}

/** A function that is more than one: others compare it, construct it, read its properties. */
function Legacy(this: { kind: string }) {
  this.kind = 'legacy';
}

@Traceable()
@Injectable()
class Orders extends Base implements OnModuleInit, OnApplicationShutdown {
  static readonly Money = Money;
  static readonly Legacy = Legacy as unknown as new () => { kind: string };
  static readonly parse = Number.parseInt;

  #count = 1;
  readonly onClick = () => 'property';

  static create() {
    return new Orders();
  }

  static get instance() {
    touched.push('static getter');
    return new Orders();
  }

  get total() {
    touched.push('getter');
    return this.#count;
  }

  set total(value: number) {
    touched.push('setter');
    this.#count = value;
  }

  async place() {
    return this.check();
  }

  check() {
    return this.#count;
  }

  @Span('orders.cancel')
  cancel() {
    return 'cancelled';
  }

  @NoSpan()
  ping() {
    return 'pong';
  }

  *[Symbol.iterator]() {
    yield this.#count;
  }

  onModuleInit() {
    return 'started';
  }

  onApplicationShutdown() {
    return 'stopped';
  }
}

class Special extends Orders {
  override check() {
    return super.check() + 1;
  }
}

const whileDecorating = [...touched];

describe('@Traceable()', () => {
  it('gives the methods of a class a span, static ones too', async () => {
    expect(await Orders.create().place()).toBe(1);

    expect(spans.tree()).toBe(tree('Orders.create\nOrders.place\n  Orders.check'));
  });

  it('gives methods named by a symbol a span', () => {
    expect([...new Orders()]).toEqual([1]);

    expect(spans.tree()).toBe('Orders.[Symbol.iterator]');
  });

  it('adds none to a method with @Span(), and leaves out one with @NoSpan()', () => {
    const orders = new Orders();

    expect([orders.cancel(), orders.ping()]).toEqual(['cancelled', 'pong']);

    expect(spans.tree()).toBe('orders.cancel');
  });

  it('leaves out accessors, and runs none while it decorates', () => {
    const orders = new Orders();
    orders.total += 1;

    expect(orders.total).toBe(2);

    expect(whileDecorating).toEqual([]);
    expect(spans.started()).toBe(0);
  });

  it('leaves out lifecycle hooks, inherited methods and the constructor', () => {
    const orders = new Orders();

    const results = [orders.onModuleInit(), orders.onApplicationShutdown(), orders.inherited()];

    expect(results).toEqual(['started', 'stopped', 'inherited']);
    expect(spans.started()).toBe(0);
  });

  it('leaves out functions in properties, which may be classes', () => {
    expect(Orders.Money).toBe(Money);
    expect(new Orders.Money(5)).toBeInstanceOf(Money);
    expect(Orders.Legacy).toBe(Legacy);
    expect(new Orders.Legacy().kind).toBe('legacy');
    expect(Orders.parse).toBe(Number.parseInt);
    expect(new Orders().onClick()).toBe('property');

    expect(spans.started()).toBe(0);
  });

  it('leaves a subclass without it to itself, and traces the methods it inherits', () => {
    expect(new Special().check()).toBe(2);

    expect(spans.tree()).toBe('Orders.check');
  });

  it('keeps the class as it is', () => {
    expect(Orders.name).toBe('Orders');
    expect(Orders.prototype.place.name).toBe('place');
    expect(Object.keys(Orders.prototype)).toEqual([]);
    expect(Reflect.getMetadata('__injectable__', Orders)).toBe(true);
  });
});

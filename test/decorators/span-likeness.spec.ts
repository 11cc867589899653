import { SetMetadata, UseGuards } from '@nestjs/common';
import type { CanActivate } from '@nestjs/common';
import { describe, expect, it } from 'vitest';
import { NoSpan } from '../../lib/decorators/no-span.decorator.js';
import { Span } from '../../lib/decorators/span.decorator.js';
import { recordSpans } from '../support/recorded-spans.js';

const spans = recordSpans();

class Allow implements CanActivate {
  canActivate() {
    return true;
  }
}

const tag = Symbol('tag');

/** As cache and retry decorators do: keeps what it knows on the function itself. */
function Tagged(value: string): MethodDecorator {
  return (_target, _key, descriptor) => {
    Object.assign(descriptor.value as object, { [tag]: value, tagName: value });
  };
}

class Orders {
  @SetMetadata('above', 1)
  @UseGuards(Allow)
  @Span()
  guardedAbove(id: string, _user: string) {
    return id;
  }

  @Span()
  @SetMetadata('below', 2)
  @Tagged('cached')
  @UseGuards(Allow)
  guardedBelow(id: string, _user?: string, _limit = 10) {
    return id;
  }

  @Span()
  @Span('inner')
  twice() {
    return 1;
  }

  @Span()
  @NoSpan()
  never() {
    return 1;
  }
}

const metadata = (key: string, method: object) => Reflect.getMetadata(key, method) as unknown;

describe('a method with @Span()', () => {
  const { guardedAbove, guardedBelow } = Orders.prototype;

  it('keeps name and length', () => {
    expect([guardedAbove.name, guardedAbove.length]).toEqual(['guardedAbove', 2]);
    expect([guardedBelow.name, guardedBelow.length]).toEqual(['guardedBelow', 2]);
  });

  it('keeps metadata that is set above and below', () => {
    expect(metadata('above', guardedAbove)).toBe(1);
    expect(metadata('__guards__', guardedAbove)).toEqual([Allow]);
    expect(metadata('below', guardedBelow)).toBe(2);
    expect(metadata('__guards__', guardedBelow)).toEqual([Allow]);
  });

  it('keeps the properties of the function', () => {
    expect(guardedBelow).toHaveProperty('tagName', 'cached');
    expect(Object.getOwnPropertySymbols(guardedBelow)).toEqual([tag]);
    expect(Object.keys(guardedBelow)).toEqual(['tagName']);
  });

  it('keeps its types, which Nest and its pipes read from the prototype', () => {
    expect(Reflect.getMetadata('design:paramtypes', Orders.prototype, 'guardedBelow')).toEqual([
      String,
      String,
      Object,
    ]);
  });

  it('stays as writable, configurable and hidden as a method is', () => {
    expect(Object.getOwnPropertyDescriptor(Orders.prototype, 'guardedAbove')).toMatchObject({
      writable: true,
      configurable: true,
      enumerable: false,
    });
    expect(Object.keys(new Orders())).toEqual([]);
  });

  it('has one span, however often it is decorated, and none with @NoSpan()', () => {
    new Orders().twice();
    new Orders().never();

    expect(spans.tree()).toBe('inner');
  });
});

describe('@Span() and @NoSpan() on what is no method', () => {
  const decorators: Record<string, () => MethodDecorator> = { Span, NoSpan };

  it.each(Object.keys(decorators))('@%s() refuses an accessor, and says what to do', (name) => {
    const define = () => {
      class Orders {
        get total() {
          return 1;
        }
      }
      const descriptor = Object.getOwnPropertyDescriptor(Orders.prototype, 'total')!;
      decorators[name]!()(Orders.prototype, 'total', descriptor);
    };

    expect(define).toThrow(TypeError);
    expect(define).toThrow(
      `@${name}() goes on methods, but Orders.total is none. For an arrow function in a property, ` +
        `write a method instead, or call runInSpan() inside it.`,
    );
  });

  it.each(Object.keys(decorators))('@%s() refuses a property', (name) => {
    const decorate = decorators[name]!() as (target: object, key: string) => void;

    expect(() => decorate(Orders.prototype, 'handler')).toThrow(TypeError);
    expect(() => decorate(Orders, 'instance')).toThrow('Orders.instance is none');
  });
});

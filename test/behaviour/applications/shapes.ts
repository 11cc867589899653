import type { Type } from '@nestjs/common';
import { Injectable } from '@nestjs/common';

/** What an enhancer does, whatever its shape; `args` are all that Nest hands over. */
export type Work = (...args: never[]) => unknown;

const symbol = Symbol('work');

type Thing = Record<string | symbol, unknown>;

function callable(work: Work): (...args: unknown[]) => unknown {
  return work as (...args: unknown[]) => unknown;
}

/**
 * Every way we know to write an enhancer: classes, which Nest makes instances of, and instances.
 * Each does the same work in the method that Nest calls.
 */
export function shapesOf(method: string, work: Work): Record<string, Type | object> {
  const run = callable(work);

  class Plain {
    [method](...args: unknown[]): unknown {
      return run(...args);
    }
  }

  class PrivateField {
    readonly #run = run;

    [method](...args: unknown[]): unknown {
      return this.#run(...args);
    }
  }

  class PrivateMethod {
    #calls = 0;

    [method](...args: unknown[]): unknown {
      this.#count();
      return this.#calls > 0 ? run(...args) : undefined;
    }

    #count(): void {
      this.#calls += 1;
    }
  }

  class ArrowProperty {
    constructor() {
      Object.assign(this, { [method]: (...args: unknown[]) => run(...args) });
    }
  }

  class BoundMethod {
    readonly run = run;

    constructor() {
      const self = this as unknown as Record<string, (...args: unknown[]) => unknown>;
      self[method] = self[method]!.bind(this);
    }

    [method](...args: unknown[]): unknown {
      return this.run(...args);
    }
  }

  class Inherited extends Plain {}

  class InheritedTwice extends Inherited {}

  class CallsSuper extends Plain {
    [method](...args: unknown[]): unknown {
      return super[method]!(...args);
    }
  }

  class Getter {
    get [method](): unknown {
      return (...args: unknown[]) => run(...args);
    }
  }

  class ReadsThis {
    private readonly state = { run };

    [method](...args: unknown[]): unknown {
      if (!(this instanceof ReadsThis)) throw new TypeError('this is not itself');
      return this.state.run(...args);
    }
  }

  class ReadsArguments {
    [method](): unknown {
      // oxlint-disable-next-line eslint/prefer-rest-params -- what is to be shown
      return run(...arguments);
    }
  }

  class CallsItself {
    #depth = 0;

    [method](...args: unknown[]): unknown {
      this.#depth += 1;
      const again = this as unknown as Record<string, (...args: unknown[]) => unknown>;
      return this.#depth % 2 === 1 ? again[method]!(...args) : run(...args);
    }
  }

  class SymbolMethod {
    [symbol](...args: unknown[]): unknown {
      return run(...args);
    }

    [method](...args: unknown[]): unknown {
      return this[symbol]!(...args);
    }
  }

  class StaticTwin {
    static [method](): never {
      throw new Error('the static twin was called');
    }

    [method](...args: unknown[]): unknown {
      return run(...args);
    }
  }

  class FrozenPrototype extends Plain {
    [method](...args: unknown[]): unknown {
      return run(...args);
    }
  }
  Object.freeze(FrozenPrototype.prototype);

  class ReadOnlyMethod extends Plain {}
  Object.defineProperty(ReadOnlyMethod.prototype, method, {
    value: (...args: unknown[]) => run(...args),
    writable: false,
    configurable: false,
  });

  class OnlyStatic {
    static [method](...args: unknown[]): unknown {
      return run(...args);
    }
  }

  const Anonymous = [
    class {
      [method](...args: unknown[]): unknown {
        return run(...args);
      }
    },
  ][0]!;

  const classes = {
    Plain,
    PrivateField,
    PrivateMethod,
    ArrowProperty,
    BoundMethod,
    Inherited,
    InheritedTwice,
    CallsSuper,
    Getter,
    ReadsThis,
    ReadsArguments,
    CallsItself,
    SymbolMethod,
    StaticTwin,
    FrozenPrototype,
    ReadOnlyMethod,
    Anonymous,
  };
  Object.values(classes).forEach((shape) => Injectable()(shape));
  const literal: Thing = { [method]: (...args: unknown[]) => run(...args) };
  return {
    ...classes,
    'a class with only a static method': OnlyStatic,
    'an instance': new Plain(),
    'a frozen instance': Object.freeze(new Plain()),
    'a frozen instance with a #private field': Object.freeze(new PrivateField()),
    'a sealed instance': Object.seal(new BoundMethod()),
    'a plain object': literal,
    'a frozen object': Object.freeze({ ...literal }),
    'a Proxy of an instance': new Proxy(new Plain(), {}),
    'a Proxy that answers for its method': new Proxy(new Plain(), {
      get: (target, key, receiver) =>
        key === method ? run : (Reflect.get(target, key, receiver) as unknown),
    }),
    'a Proxy that refuses to be changed': new Proxy(new Plain(), {
      set: () => false,
      defineProperty: () => false,
    }),
    'an object whose prototype is an instance': Object.create(new Plain()) as object,
  };
}

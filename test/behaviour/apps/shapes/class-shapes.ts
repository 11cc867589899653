import type { Shape, Work } from './shape.interface.js';

const symbol = Symbol('work');

/** Of a method whose name is known when the class is made. */
type Methods = Record<string, Work>;

const plain = (method: string, work: Work) =>
  class Plain {
    [method](...args: unknown[]): unknown {
      return work(...args);
    }
  };

/** Ways to write a class, most of which ask something of `this`. */
export const classShapes: Record<string, Shape> = {
  'a class': plain,
  'a class without a name': (method, work) => [class extends plain(method, work) {}][0]!,
  'a class with a #private field': (method, work) =>
    class {
      readonly #work = work;

      [method](...args: unknown[]): unknown {
        return this.#work(...args);
      }
    },
  'a class with a #private method': (method, work) =>
    class {
      [method](...args: unknown[]): unknown {
        return this.#run(args);
      }

      #run(args: unknown[]): unknown {
        return work(...args);
      }
    },
  'a class with an arrow function as property': (method, work) =>
    class extends Object {
      constructor() {
        super();
        Object.assign(this, { [method]: (...args: unknown[]) => work(...args) });
      }
    },
  'a class that binds its method': (method, work) =>
    class extends plain(method, work) {
      constructor() {
        super();
        const methods = this as unknown as Methods;
        methods[method] = methods[method]!.bind(this);
      }
    },
  'a class that inherits': (method, work) => class extends plain(method, work) {},
  'a class that inherits from afar': (method, work) =>
    class extends class extends plain(method, work) {} {},
  'a class that calls super': (method, work) =>
    class extends plain(method, work) {
      [method](...args: unknown[]): unknown {
        return super[method]!(...args);
      }
    },
  'a class with a getter': (method, work) =>
    class {
      readonly #work = work;

      get [method](): unknown {
        return (...args: unknown[]) => this.#work(...args);
      }
    },
  'a class that looks at this': (method, work) =>
    class Own {
      private readonly own = work;

      [method](...args: unknown[]): unknown {
        return this instanceof Own ? this.own(...args) : 'this is not itself';
      }
    },
  'a class that reads its arguments': (method, work) =>
    class {
      [method](): unknown {
        // oxlint-disable-next-line eslint/prefer-rest-params -- what is to be shown
        return work(...arguments);
      }
    },
  'a class whose method calls itself': (method, work) =>
    class {
      #depth = 0;

      [method](...args: unknown[]): unknown {
        this.#depth += 1;
        return this.#depth % 3 === 0 ? work(...args) : (this as Methods)[method]!(...args);
      }
    },
  'a class that does it under a symbol': (method, work) =>
    class {
      [symbol](...args: unknown[]): unknown {
        return work(...args);
      }

      [method](...args: unknown[]): unknown {
        return this[symbol](...args);
      }
    },
  'a class with a static method of that name': (method, work) =>
    class extends plain(method, work) {
      static [method](): string {
        return 'the static one';
      }
    },
  'a class with nothing but that static method': (method, work) =>
    Object.assign(class extends Object {}, { [method]: (...args: unknown[]) => work(...args) }),
  'a class with a frozen prototype': (method, work) => {
    const shape = plain(method, work);
    Object.freeze(shape.prototype);
    return shape;
  },
  'a class with a method that is read-only': (method, work) => {
    const shape = plain(method, work);
    Object.defineProperty(shape.prototype, method, { writable: false, configurable: false });
    return shape;
  },
};

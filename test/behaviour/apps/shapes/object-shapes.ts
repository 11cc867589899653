import { classShapes } from './class-shapes.js';
import type { Shape } from './shape.interface.js';

/** An instance of one of the classes. */
const instanceOf =
  (name: string): Shape =>
  (method, work) =>
    new (classShapes[name]!(method, work) as new () => object)();

const instance = instanceOf('a class');

/** Ways to make an object, some of which refuse to be changed. */
export const objectShapes: Record<string, Shape> = {
  'an instance': instance,
  'a frozen instance': (method, work) => Object.freeze(instance(method, work)),
  'a frozen instance with a #private field': (method, work) =>
    Object.freeze(instanceOf('a class with a #private field')(method, work)),
  'a sealed instance': (method, work) =>
    Object.seal(instanceOf('a class that binds its method')(method, work)),
  'a plain object': (method, work) => ({ [method]: (...args: unknown[]) => work(...args) }),
  'a frozen object': (method, work) =>
    Object.freeze({ [method]: (...args: unknown[]) => work(...args) }),
  'a Proxy of an instance': (method, work) => new Proxy(instance(method, work), {}),
  'a Proxy that answers for its method': (method, work) =>
    new Proxy(
      {},
      {
        get: (target, key, receiver) =>
          key === method ? work : (Reflect.get(target, key, receiver) as unknown),
      },
    ),
  'a Proxy that refuses to be changed': (method, work) =>
    new Proxy(instance(method, work), { set: () => false, defineProperty: () => false }),
  'an object whose prototype is an instance': (method, work) =>
    Object.create(instance(method, work)) as object,
};

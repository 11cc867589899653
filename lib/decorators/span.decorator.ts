import { isSpanSettled, traceMethod } from '../spans/trace-method.js';
import { messages } from '../errors/messages.js';
import { methodName } from '../spans/recorded-parameters.js';
import { describeMethod } from './describe-method.js';
import type { SpanDecoratorOptions } from './span-options.interface.js';

/**
 * Gives every call of a method a span: sync, async, Observable (a span for each subscription),
 * generator (a span for the iteration), static, inherited. What the method returns, throws, and
 * says of itself through metadata stays as it is, so it goes above or below any other decorator.
 *
 * @example
 * ```ts
 * class OrdersService {
 *   @Span({ attributes: (id: string) => ({ 'order.id': id }) })
 *   async cancel(id: string): Promise<void> {}
 * }
 * ```
 * @param nameOrOptions the span's name, or options; by default the name is `Class.method`
 * @throws TypeError when the decorated member is not a method
 * @publicApi
 */
export function Span(nameOrOptions: string | SpanDecoratorOptions = {}): MethodDecorator {
  const options = typeof nameOrOptions === 'string' ? { name: nameOrOptions } : nameOrOptions;
  return (target: object, key: string | symbol, descriptor?: PropertyDescriptor) => {
    const place = { target, key };
    if (typeof descriptor?.value !== 'function') {
      throw new TypeError(messages.notAMethod('Span', methodName(place)));
    }
    if (!isSpanSettled(descriptor.value)) {
      descriptor.value = traceMethod(descriptor.value, describeMethod(place, options));
    }
    return descriptor;
  };
}

import { recordParameter } from '../spans/recorded-parameters.js';

/**
 * Records an argument of a method with `@Span()`, or of a `@Traceable()` class, as an attribute of
 * its span. Strings, numbers, booleans, arrays of them, bigints and Dates are recorded; for an
 * object, say what to take of it.
 *
 * @example
 * ```ts
 * class OrdersService {
 *   @Span()
 *   place(@SpanAttribute('order.total', (order: { total: number }) => order.total) order: { total: number }) {}
 * }
 * ```
 * @param attribute key of the attribute
 * @param read takes the value to record from the argument; by default the argument itself
 * @publicApi
 */
export function SpanAttribute<T>(
  attribute: string,
  read: (argument: T) => unknown = (argument) => argument,
): ParameterDecorator {
  return (target, key, index) => {
    // A parameter of a constructor has no key, and a constructor no span.
    if (key !== undefined) {
      recordParameter({ target, key }, { index, attribute, read });
    }
  };
}

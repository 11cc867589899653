import { messages } from '../errors/messages.js';
import { excludeFromSpans } from '../spans/trace-method.js';
import { methodName } from '../spans/recorded-parameters.js';

/**
 * Leaves one method of a `@Traceable()` class, or one handler of a controller, without a span.
 *
 * @throws TypeError when the decorated member is not a method
 * @publicApi
 */
export function NoSpan(): MethodDecorator {
  return (target: object, key: string | symbol, descriptor?: PropertyDescriptor) => {
    if (typeof descriptor?.value !== 'function') {
      throw new TypeError(messages.notAMethod('NoSpan', methodName({ target, key })));
    }
    excludeFromSpans(descriptor.value);
  };
}

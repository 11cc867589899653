import { types } from 'node:util';
import { imitate } from '../../spans/imitate.js';
import type { Method } from '../../spans/imitate.js';

/**
 * The resolver of a subscription, whose generators are not taken for the work of the call: its span
 * would last as long as somebody listens. They go on in the context of whoever asks for the next
 * event, so that what an event causes does not make the trace of the subscription grow for hours.
 */
export function unfollowed(original: Method): Method {
  const resolver: Method = function (...args) {
    const result = original.apply(this, args);
    return types.isGeneratorObject(result) ? delegateTo(result as unknown) : result;
  };
  return imitate(resolver, original);
}

function delegateTo(generator: unknown): AsyncIterableIterator<unknown> {
  const source = generator as AsyncGenerator;
  return {
    next: (...args) => source.next(...args),
    return: (value) => source.return(value),
    throw: (error) => source.throw(error),
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}

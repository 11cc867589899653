import { methodsOf } from '../../spans/methods-of.js';
import { recordedParameters } from '../../spans/recorded-parameters.js';
import type { RecordedParameter } from '../../spans/recorded-parameters.js';
import { replaceMethod } from '../../spans/replace-method.js';
import { isSpanSettled } from '../../spans/trace-method.js';
import { kindsOf, sagasOf } from './handler-kinds.js';
import { traceHandler } from './trace-handler.js';
import { traceSaga } from './trace-saga.js';

/**
 * Traces what a class handles, and its sagas; `@Span()` and `@NoSpan()` stand above.
 *
 * @param target the prototype, or the instance: a method may be an arrow function of its own
 */
export function attachHandlers(target: object, type: Function): void {
  for (const { method: key } of kindsOf(type)) {
    const parameters = parametersOf(type, key);
    replaceMethod(target, key, (method) =>
      isSpanSettled(method) ? undefined : traceHandler(method, key, parameters),
    );
  }
  for (const key of sagasOf(type)) {
    replaceMethod(target, key, (saga) => traceSaga(saga, key));
  }
}

function parametersOf(type: Function, key: string): readonly RecordedParameter[] {
  const owner = methodsOf(type).find((method) => method.key === key)?.owner;
  return owner === undefined ? [] : recordedParameters({ target: owner, key });
}

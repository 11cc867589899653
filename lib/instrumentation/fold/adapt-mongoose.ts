import { context as contextApi, trace } from '@opentelemetry/api';
import type { Span } from '@opentelemetry/api';
import type { Instrumentation } from '@opentelemetry/instrumentation';
import type { Method } from '../../spans/imitate.js';
import { replaceMethod } from '../../spans/replace-method.js';
import { SILENT_SPAN } from '../quiet-spans.js';

const CALLBACK = 4;

/**
 * Has the span of an operation active while the operation runs, which the instrumentation of
 * Mongoose (0.69) leaves out, so that the driver's commands are known to be a part of it.
 */
export function adaptMongoose(instrumentation: Instrumentation): void {
  replaceMethod(instrumentation, '_handleResponse', runInSpan);
}

function runInSpan(handleResponse: Method): Method {
  return function (...args) {
    const outer = contextApi.active();
    const span = args[0] as Span;
    if (span === SILENT_SPAN) {
      return handleResponse.apply(this, args);
    }
    if (typeof args[CALLBACK] === 'function') {
      args[CALLBACK] = contextApi.bind(outer, args[CALLBACK]);
    }
    return contextApi.with(trace.setSpan(outer, span), handleResponse, this, ...args);
  };
}

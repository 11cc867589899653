import type { IncomingMessage, ServerResponse } from 'node:http';
import { ROOT_CONTEXT, context, trace } from '@opentelemetry/api';
import type { Context } from '@opentelemetry/api';
import { methodInSpanName } from '../../semconv/http-method.js';
import { setEntrySpan } from '../../spans/entry-span.js';
import { guarded } from '../../spans/guarded.js';
import { extractTraceContext } from '../../spans/propagation.js';
import { startSpan } from '../../spans/start-span.js';
import { describeHttpRequest } from './describe-http-request.js';
import { ForeignServerSpan, activeForeignServerSpan } from './foreign-server-span.js';
import { HttpServerSpan } from './http-server-span.js';
import { keepContext } from './keep-context.js';

/** Runs the handling of a request in its SERVER span: the caller's trace goes on in it. */
export function runRequest<T>(
  request: IncomingMessage,
  response: ServerResponse,
  proceed: () => T,
): T {
  const active = guarded('opening the span of a request', openRequest, request, response);
  if (active === undefined) {
    return proceed();
  }
  keepContext(request, active);
  keepContext(response, active);
  return context.with(active, proceed);
}

function openRequest(request: IncomingMessage, response: ServerResponse): Context {
  const method = methodInSpanName(request.method ?? '');
  const foreign = activeForeignServerSpan();
  if (foreign !== undefined) {
    return setEntrySpan(context.active(), new ForeignServerSpan(foreign, method));
  }
  const caller = extractTraceContext(request.headers, ROOT_CONTEXT);
  const span = startSpan(describeHttpRequest(request), caller);
  return setEntrySpan(trace.setSpan(caller, span), new HttpServerSpan(span, method, response));
}

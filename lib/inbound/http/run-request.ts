import type { IncomingMessage, ServerResponse } from 'node:http';
import { ROOT_CONTEXT, context } from '@opentelemetry/api';
import type { Context } from '@opentelemetry/api';
import type { ResolvedTracingOptions } from '../../options/resolved-options.interface.js';
import { methodInSpanName } from '../../semconv/http-method.js';
import { contextOf } from '../../spans/context-of.js';
import { setEntrySpan } from '../../spans/entry-span.js';
import { guarded } from '../../spans/guarded.js';
import { extractFromRequest } from '../../spans/propagation.js';
import { startSpan } from '../../spans/start-span.js';
import { TRACING_SUPPRESSED } from '../../tracing.internal-constants.js';
import { describeHttpRequest } from './describe-http-request.js';
import { ForeignServerSpan, foreignServerSpanOf } from './foreign-server-span.js';
import type { FastifyRequest } from './foreign-server-span.js';
import { HttpServerSpan } from './http-server-span.js';
import { keepContext } from './keep-context.js';

/** Runs the handling of a request in its SERVER span: the caller's trace goes on in it. */
export function runRequest<T>(
  options: ResolvedTracingOptions,
  request: IncomingMessage,
  response: ServerResponse,
  proceed: () => T,
  fastifyRequest?: FastifyRequest,
): T {
  if (isUpgrade(request)) {
    return proceed();
  }
  const active = guarded(
    'opening the span of a request',
    openRequest,
    options,
    request,
    response,
    fastifyRequest,
  );
  if (active === undefined) {
    return proceed();
  }
  keepContext(request, active);
  keepContext(response, active);
  return context.with(active, proceed);
}

/**
 * Whether it is the handshake of a WebSocket, which plugins of Fastify route as a request. Its
 * response closes with the connection, so a span of it, and a trace of all messages, would last for
 * hours.
 */
function isUpgrade(request: IncomingMessage & { upgrade?: boolean | null }): boolean {
  return request.upgrade === true;
}

function openRequest(
  options: ResolvedTracingOptions,
  request: IncomingMessage,
  response: ServerResponse,
  fastifyRequest: FastifyRequest | undefined,
): Context {
  const active = context.active();
  // So does instrumentation-http mark a request it was told to ignore.
  if (active !== ROOT_CONTEXT && active.getValue(TRACING_SUPPRESSED) === true) {
    return active;
  }
  const foreign = foreignServerSpanOf(active, fastifyRequest);
  if (foreign !== undefined) {
    const method = methodInSpanName(request.method ?? '');
    const entry = new ForeignServerSpan(options, foreign, method, active, fastifyRequest);
    return setEntrySpan(active, entry);
  }
  const description = describeHttpRequest(request);
  const entry = new HttpServerSpan(options, description.name);
  const parent = setEntrySpan(extractFromRequest(request.headers), entry);
  const span = startSpan(description, parent);
  if (span.isRecording()) {
    entry.open(span, response);
  }
  return contextOf(span, parent);
}

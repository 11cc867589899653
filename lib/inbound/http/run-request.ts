import type { IncomingMessage, ServerResponse } from 'node:http';
import { ROOT_CONTEXT, context } from '@opentelemetry/api';
import type { Context, Link } from '@opentelemetry/api';
import { methodInSpanName } from '../../semconv/http-method.js';
import { contextOf } from '../../spans/context-of.js';
import { setEntrySpan } from '../../spans/entry-span.js';
import { guarded } from '../../spans/guarded.js';
import { linksTo } from '../../spans/links-to.js';
import { extractFromRequest } from '../../spans/propagation.js';
import { startSpan } from '../../spans/start-span.js';
import { TRACING_SUPPRESSED } from '../../tracing.internal-constants.js';
import { describeHttpRequest } from './describe-http-request.js';
import { ForeignServerSpan, foreignServerSpanOf } from './foreign-server-span.js';
import type { HttpPolicy } from './http-policy.js';
import { HttpServerSpan } from './http-server-span.js';
import { keepContext } from './keep-context.js';
import type { PlatformRequest } from './platform-request.interface.js';

/**
 * Runs the handling of a request in its SERVER span: the caller's trace goes on in it.
 *
 * @param response as Node made it
 */
export function runRequest<T>(
  policy: HttpPolicy,
  platform: PlatformRequest,
  response: ServerResponse,
  proceed: () => T,
): T {
  const request = policy.isWrapped ? (platform.raw ?? platform) : platform;
  if (isUpgrade(request)) {
    return proceed();
  }
  const active = guarded('opening a span', openRequest, policy, platform, request, response);
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

/** The context to handle a request in. */
function openRequest(
  policy: HttpPolicy,
  platform: PlatformRequest,
  request: IncomingMessage,
  response: ServerResponse,
): Context {
  const active = context.active();
  // So does instrumentation-http mark a request it was told to ignore.
  if (active !== ROOT_CONTEXT && active.getValue(TRACING_SUPPRESSED) === true) {
    return active;
  }
  const fastifyRequest = policy.isWrapped ? platform : undefined;
  const foreign = foreignServerSpanOf(active, fastifyRequest);
  if (policy.isIgnored?.(request) === true || policy.skippedRoutes.has(request)) {
    return policy.dropped.contextBelow(foreign === undefined ? trusted(policy, request) : active);
  }
  if (foreign !== undefined) {
    const method = methodInSpanName(request.method ?? '');
    const entry = new ForeignServerSpan(policy, foreign, method, active, fastifyRequest);
    return setEntrySpan(active, entry);
  }
  const caller = extractFromRequest(request.headers);
  return isTrusted(policy, request, caller)
    ? openSpan(policy, platform, response, caller)
    : openSpan(policy, platform, response, ROOT_CONTEXT, linksTo(caller));
}

function openSpan(
  policy: HttpPolicy,
  platform: PlatformRequest,
  response: ServerResponse,
  caller: Context,
  links?: Link[],
): Context {
  const description = describeHttpRequest(platform, policy.describe, links);
  const entry = new HttpServerSpan(policy, description.name, platform);
  const parent = setEntrySpan(caller, entry);
  const span = startSpan(description, parent);
  entry.begin(span, response);
  return contextOf(span, parent);
}

function trusted(policy: HttpPolicy, request: IncomingMessage): Context {
  const caller = extractFromRequest(request.headers);
  return isTrusted(policy, request, caller) ? caller : ROOT_CONTEXT;
}

function isTrusted(policy: HttpPolicy, request: IncomingMessage, caller: Context): boolean {
  return caller === ROOT_CONTEXT || policy.isTrusted === undefined || policy.isTrusted(request);
}

import { SpanStatusCode, context } from '@opentelemetry/api';
import type { Context, Span } from '@opentelemetry/api';
import { isAxiosError, isCancel } from 'axios';
import type { AxiosAdapter, AxiosHeaders, AxiosResponse, InternalAxiosRequestConfig } from 'axios';
import { ATTR_ERROR_TYPE, ATTR_HTTP_RESPONSE_STATUS_CODE } from '../../semconv/attributes.js';
import { contextBeside } from '../../spans/context-beside.js';
import { contextOf } from '../../spans/context-of.js';
import { guarded } from '../../spans/guarded.js';
import { recordError } from '../../spans/record-error.js';
import { startSpan } from '../../spans/start-span.js';
import { markRequestTraced } from '../../spans/traced-request.js';
import { describeAxiosRequest } from './describe-axios-request.js';

/** Sends one attempt in a CLIENT span of its own, whose context goes with it. */
export async function sendTraced(
  adapter: AxiosAdapter,
  config: InternalAxiosRequestConfig,
): Promise<AxiosResponse> {
  const parent = context.active();
  const span = startSpan(describeAxiosRequest(config), parent);
  const active = markRequestTraced(contextOf(span, parent));
  const injected = guarded('adding the trace context to a request', inject, config.headers, active);
  try {
    const response = await context.with(active, adapter, undefined, config);
    recordStatus(span, response.status);
    return response;
  } catch (error) {
    guarded('recording a failed request', recordFailure, span, error);
    throw error;
  } finally {
    // A retry sends the same headers again, and must find what the caller set, not what we added.
    injected?.forEach((name) => config.headers.delete(name));
    span.end();
  }
}

/** @returns the headers that were added; those the caller set are left as they are */
function inject(headers: AxiosHeaders, active: Context): string[] {
  const added = contextBeside((name) => headers.has(name), active) ?? {};
  headers.set(added);
  return Object.keys(added);
}

function recordFailure(span: Span, error: unknown): void {
  if (isCancel(error)) {
    // Whoever asked has lost interest: worth seeing, and no failure.
    span.setAttribute(ATTR_ERROR_TYPE, 'ERR_CANCELED');
  } else if (isAxiosError(error) && error.response !== undefined) {
    recordStatus(span, error.response.status);
  } else {
    recordError(span, error);
    if (isAxiosError(error) && error.code !== undefined) {
      span.setAttribute(ATTR_ERROR_TYPE, error.code);
    }
  }
}

/** For a client every answer from 400 on is an error, even one that `validateStatus` accepts. */
function recordStatus(span: Span, status: number): void {
  span.setAttribute(ATTR_HTTP_RESPONSE_STATUS_CODE, status);
  if (status >= 400) {
    span.setAttribute(ATTR_ERROR_TYPE, String(status));
    span.setStatus({ code: SpanStatusCode.ERROR });
  }
}

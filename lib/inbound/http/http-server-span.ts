import type { ServerResponse } from 'node:http';
import { SpanStatusCode } from '@opentelemetry/api';
import type { Span } from '@opentelemetry/api';
import { ATTR_ERROR_TYPE, ATTR_HTTP_RESPONSE_STATUS_CODE } from '../../semconv/attributes.js';
import { activeSpan } from '../../spans/active-span.js';
import { statusOf } from '../../spans/describe-error.js';
import { guarded } from '../../spans/guarded.js';
import { recordException } from '../../spans/record-error.js';
import { unsample } from '../../spans/unsample.js';
import type { HeadHeaders, HttpEntrySpan } from './http-entry-span.interface.js';
import type { HttpPolicy } from './http-policy.js';
import { platformRouteNamed, routeNamed } from './http-route.js';
import type { HttpRoute } from './http-route.js';
import type { PlatformRequest } from './platform-request.interface.js';
import { platformRoute } from './platform-route.js';
import { failureOf, onResponseEnd } from './response-end.js';
import { OurRpcMetadata } from './rpc-metadata.js';
import type { RpcMetadata } from './rpc-metadata.js';
import { isEventStream, sentHeader } from './sent-header.js';
import { writeTraceHeader } from './trace-header.js';

/**
 * The SERVER span of one request, named by its route. It ends when the response closes: sent, torn
 * off, or left by the client. Only an event stream (`text/event-stream`) may stay open for hours by
 * design, and would drown all other durations; its span ends when the head has been sent, and so
 * tells how long the client waited for the stream to open.
 */
export class HttpServerSpan implements HttpEntrySpan {
  isDropped = false;
  #span: Span | undefined;
  #isOpen = false;
  #route: string | undefined;
  #error: unknown;
  #rpcMetadata: RpcMetadata | undefined;
  #beforeEnd: (() => void)[] | undefined;
  #request: PlatformRequest | undefined;

  /** @param method as it stands in the name of the span */
  constructor(
    private readonly policy: HttpPolicy,
    private readonly method: string,
    request: PlatformRequest,
  ) {
    this.#request = request;
  }

  get application(): object {
    return this.policy.application;
  }

  get span(): Span | undefined {
    return this.#isOpen ? this.#span : undefined;
  }

  /** Takes over the span. One that is not recorded is there to be told of alone. */
  begin(span: Span, response: ServerResponse): void {
    this.#span = span;
    if (span.isRecording()) {
      this.#isOpen = true;
      onResponseEnd(response, () => this.#end(response));
    } else {
      this.#request = undefined;
    }
  }

  get rpcMetadata(): RpcMetadata {
    return (this.#rpcMetadata ??= new OurRpcMetadata(this.#span ?? activeSpan()));
  }

  setRoute(path: string): void {
    this.#route = path;
    this.#nameBy(routeNamed(path));
  }

  noteError(error: unknown): void {
    this.#error = error;
    if (this.#span !== undefined && this.#isOpen) {
      recordException(this.#span, error);
    }
  }

  beforeEnd(callback: () => void): void {
    if (this.#span === undefined) {
      callback();
    } else {
      (this.#beforeEnd ??= []).push(callback);
    }
  }

  skip(isWholeRoute = false): void {
    this.isDropped = true;
    if (this.#span !== undefined) {
      unsample(this.#span);
    }
    const request = this.#request?.raw ?? this.#request;
    if (isWholeRoute && request !== undefined && this.#route !== undefined) {
      this.policy.skippedRoutes.learn(request, this.#route);
    }
  }

  beforeHead(response: ServerResponse): void {
    const { traceHeader } = this.policy;
    if (traceHeader !== undefined && this.#span !== undefined && !this.isDropped) {
      guarded('telling the trace in a header', writeTraceHeader, traceHeader, response, this.#span);
    }
  }

  afterHead(response: ServerResponse, headers: HeadHeaders | undefined): void {
    if (this.#isOpen) {
      guarded('reading the head of a response', () => this.#readHead(response, headers));
    }
  }

  #readHead(response: ServerResponse, headers: HeadHeaders | undefined): void {
    const { responseHeaders } = this.policy;
    if (responseHeaders !== undefined) {
      const sent = responseHeaders.read((name) => sentHeader(response, headers, name));
      this.#span?.setAttributes(sent);
    }
    if (isEventStream(response, headers)) {
      this.#end(response);
    }
  }

  #nameBy(route: HttpRoute | undefined): void {
    if (this.#isOpen && route !== undefined) {
      this.#span?.updateName(route.spanName(this.method));
      this.#span?.setAttributes(route.attributes);
    }
  }

  #end(response: ServerResponse): void {
    const span = this.#span;
    if (span !== undefined && this.#isOpen) {
      // Nothing around a listener would catch what is thrown here.
      guarded('describing the end of a request', () => this.#conclude(span, response));
      this.#isOpen = false;
      span.end();
      // Whatever was started in the request may keep its context, and this with it, for ever.
      this.#span = this.#request = this.#error = this.#beforeEnd = undefined;
    }
  }

  #conclude(span: Span, response: ServerResponse): void {
    this.#beforeEnd?.forEach((callback) => callback());
    // Nest's answer where there is no route is one to the platform.
    if (this.#route === undefined && this.#request !== undefined && statusOf(this.#error) !== 404) {
      const path = platformRoute(this.#request);
      this.#nameBy(path === undefined ? undefined : platformRouteNamed(path));
    }
    const status = response.headersSent ? response.statusCode : undefined;
    if (status !== undefined) {
      span.setAttribute(ATTR_HTTP_RESPONSE_STATUS_CODE, status);
    }
    const failure = failureOf(response, status, this.#error, this.policy.application.http);
    if (failure !== undefined) {
      span.setAttribute(ATTR_ERROR_TYPE, failure);
      span.setStatus({ code: SpanStatusCode.ERROR });
    }
  }
}

import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { SpanStatusCode } from '@opentelemetry/api';
import type { Span } from '@opentelemetry/api';
import { ATTR_ERROR_TYPE, ATTR_HTTP_RESPONSE_STATUS_CODE } from '../../semconv/attributes.js';
import { activeSpan } from '../../spans/active-span.js';
import { errorType } from '../../spans/describe-error.js';
import type { EntrySpan } from '../../spans/entry-span.js';
import { recordException } from '../../spans/record-error.js';
import { routeNamed } from './http-route.js';
import { OurRpcMetadata } from './rpc-metadata.js';
import type { RpcMetadata } from './rpc-metadata.js';

/** The SERVER span of one request: named by the route, ended when its response closes. */
export class HttpServerSpan implements EntrySpan {
  #span: Span | undefined;
  #error: unknown;
  #rpcMetadata: RpcMetadata | undefined;
  #beforeEnd: (() => void)[] | undefined;

  /** @param method as it stands in the name of the span */
  constructor(
    readonly application: object,
    private readonly method: string,
  ) {}

  get span(): Span | undefined {
    return this.#span;
  }

  /** Takes over a span that is recorded. */
  open(span: Span, response: ServerResponse): void {
    this.#span = span;
    // `finish` never comes for a request that is aborted; `close` comes for each.
    response.on('close', () => this.#end(response));
    if (response.socket === null) {
      this.#watchConnection(response, response.req.socket);
    }
  }

  get rpcMetadata(): RpcMetadata {
    return (this.#rpcMetadata ??= new OurRpcMetadata(this.#span ?? activeSpan()));
  }

  setRoute(path: string): void {
    if (this.#span !== undefined) {
      const route = routeNamed(path);
      this.#span.updateName(route.spanName(this.method));
      this.#span.setAttributes(route.attributes);
    }
  }

  noteError(error: unknown): void {
    this.#error = error;
    if (this.#span !== undefined) {
      recordException(this.#span, error);
    }
  }

  beforeEnd(callback: () => void): void {
    (this.#beforeEnd ??= []).push(callback);
  }

  /** An answer that waits for its turn on a connection is not told when the connection closes. */
  #watchConnection(response: ServerResponse, connection: Socket): void {
    const onClose = () => {
      if (response.socket === null && !response.closed) {
        this.#end(response);
      }
    };
    connection.once('close', onClose);
    response.once('close', () => connection.off('close', onClose));
  }

  #end(response: ServerResponse): void {
    const span = this.#span;
    if (span === undefined) {
      return;
    }
    this.#span = undefined;
    this.#beforeEnd?.forEach((callback) => callback());
    const status = response.headersSent ? response.statusCode : undefined;
    if (status !== undefined) {
      span.setAttribute(ATTR_HTTP_RESPONSE_STATUS_CODE, status);
    }
    const failure = this.#failure(response, status);
    if (failure !== undefined) {
      span.setAttribute(ATTR_ERROR_TYPE, failure);
      span.setStatus({ code: SpanStatusCode.ERROR });
    }
    span.end();
  }

  /** `error.type` of a response that failed on our side. A client that leaves is no failure of ours. */
  #failure(response: ServerResponse, status: number | undefined): string | undefined {
    const { errored } = response;
    if (errored && !response.writableFinished) {
      return errorType(errored);
    }
    if (status === undefined || status < 500) {
      return undefined;
    }
    return this.#error === undefined ? String(status) : errorType(this.#error);
  }
}

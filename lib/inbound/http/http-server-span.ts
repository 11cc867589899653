import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { SpanStatusCode } from '@opentelemetry/api';
import type { Span } from '@opentelemetry/api';
import {
  ATTR_ERROR_TYPE,
  ATTR_HTTP_RESPONSE_STATUS_CODE,
  ATTR_HTTP_ROUTE,
} from '../../semconv/attributes.js';
import { errorType } from '../../spans/describe-error.js';
import type { EntrySpan } from '../../spans/entry-span.js';

/** The SERVER span of one request: named by the route, ended when its response closes. */
export class HttpServerSpan implements EntrySpan {
  #error: unknown;

  constructor(
    private readonly span: Span,
    private readonly method: string,
    private readonly response: ServerResponse,
  ) {
    // `finish` never comes for a request that is aborted; `close` comes once for each.
    response.once('close', () => this.#end());
    if (response.socket === null) {
      this.#watchConnection(response.req.socket);
    }
  }

  setRoute(route: string): void {
    this.span.updateName(`${this.method} ${route}`);
    this.span.setAttribute(ATTR_HTTP_ROUTE, route);
  }

  noteError(error: unknown): void {
    this.#error = error;
  }

  /** An answer that waits for its turn on a connection is not told when the connection closes. */
  #watchConnection(connection: Socket): void {
    const { response } = this;
    const onClose = () => {
      if (response.socket === null && !response.closed) {
        this.#end();
      }
    };
    connection.once('close', onClose);
    response.once('close', () => connection.off('close', onClose));
  }

  #end(): void {
    const { statusCode, headersSent } = this.response;
    if (headersSent) {
      this.span.setAttribute(ATTR_HTTP_RESPONSE_STATUS_CODE, statusCode);
    }
    const failure = this.#failure();
    if (failure !== undefined) {
      this.span.setAttribute(ATTR_ERROR_TYPE, failure);
      this.span.setStatus({ code: SpanStatusCode.ERROR });
    }
    this.span.end();
  }

  /** `error.type` of a response that failed on our side. A client that leaves is no failure of ours. */
  #failure(): string | undefined {
    const { statusCode, headersSent, writableFinished, errored } = this.response;
    if (!writableFinished && errored) {
      return errorType(errored);
    }
    if (!headersSent || statusCode < 500) {
      return undefined;
    }
    return this.#error === undefined ? String(statusCode) : errorType(this.#error);
  }
}

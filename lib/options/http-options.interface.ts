import type { IncomingMessage } from 'node:http';
import type { CreateAxiosDefaults } from 'axios';

/**
 * Which requests have spans, whom they trust, what is recorded of them, and when they have failed.
 *
 * @publicApi
 */
export interface HttpOptions {
  /** Defaults of the axios instance behind `TracedHttpService`, as `HttpModule.register()` takes them. */
  axios?: CreateAxiosDefaults;

  /**
   * Whether a request goes on the trace its caller says it is part of. `'never'`, for services at
   * the public edge, starts a new trace that links to the caller's, and takes neither the caller's
   * sampling decision nor its baggage. A function decides request by request; when it throws, the
   * caller is not trusted. A WebSocket connection is trusted, with its messages, as its handshake is.
   * @default 'always'
   */
  trustIncomingContext?: 'always' | 'never' | ((request: IncomingMessage) => boolean);

  /**
   * Whether a response is a failure of this service, and its span an ERROR. When it throws, the
   * default decides. It is asked for each error inside of a GraphQL answer too, with the status that
   * the error would have had as an answer of its own: an HttpException's, the one that belongs to
   * a code such as `FORBIDDEN`, else 500.
   *
   * @param status status of the response
   * @param error what the handling failed with; undefined when nothing was thrown
   * @default status >= 500
   * @see https://opentelemetry.io/docs/specs/semconv/http/http-spans/#status
   */
  isError?: (status: number, error: unknown) => boolean;

  /**
   * Requests that have no spans and start no trace: a path (`'/health'`), the beginning of a path
   * (`'/internal/*'`), a RegExp tried on the path, or a function of the request. What they call
   * gets no spans either; the caller's trace context is still passed on, as not recorded.
   */
  ignore?: readonly (string | RegExp | ((request: IncomingMessage) => boolean))[];

  /**
   * Headers to record, by name, in capitals or not, as `http.request.header.<name>` and
   * `http.response.header.<name>`. Others are never recorded; of those that carry credentials
   * the values are masked.
   * @see https://opentelemetry.io/docs/specs/semconv/http/http-spans/#http-server-span
   */
  captureHeaders?: {
    /** Headers of requests that arrive. @default none */
    request?: readonly string[];
    /** Headers of the answers to them. @default none */
    response?: readonly string[];
  };

  /**
   * Response header that tells the caller the trace: `true` for `traceresponse` as W3C proposes it,
   * or the name of a header that gets the trace id alone, such as `'x-trace-id'`.
   * @default false
   * @see https://w3c.github.io/trace-context/#trace-context-http-response-headers-format
   */
  traceResponseHeader?: boolean | string;
}

import type { IncomingMessage } from 'node:http';
import type { Attributes } from '@opentelemetry/api';
import type { ResolvedTracingOptions } from '../../options/resolved-options.interface.js';
import { DroppedEntry } from '../../spans/dropped-entry.js';
import { compileTrust } from '../compile-trust.js';
import type { Trust } from '../compile-trust.js';
import { compileHeaders } from './captured-headers.js';
import type { CapturedHeaders } from './captured-headers.js';
import { compileIgnore } from './compile-ignore.js';
import { compileDescription } from './describe-http-request.js';
import type { PlatformRequest } from './platform-request.interface.js';
import { SkippedRoutes } from './skipped-routes.js';
import { compileTraceHeader } from './trace-header.js';
import type { TraceHeader } from './trace-header.js';

/** What was asked for in `http`, prepared once for all requests of an application. */
export interface HttpPolicy {
  /** The options, which stand for the application. */
  readonly application: ResolvedTracingOptions;

  /** Whether the platform has a request of its own around Node's. */
  readonly isWrapped: boolean;

  /** Undefined when no request is ignored. */
  readonly isIgnored: ((request: IncomingMessage) => boolean) | undefined;

  /** Those that are ignored too, by `@SkipTracing()`. */
  readonly skippedRoutes: SkippedRoutes;

  /** Stands for requests that are ignored. */
  readonly dropped: DroppedEntry;

  /** Whether the trace of a caller goes on; undefined when it always does. */
  readonly isTrusted: Trust | undefined;

  /** Attributes known before the request is routed. */
  readonly describe: (request: PlatformRequest) => Attributes;

  readonly responseHeaders: CapturedHeaders | undefined;
  readonly traceHeader: TraceHeader | undefined;
}

export function compileHttpPolicy(options: ResolvedTracingOptions, isWrapped: boolean): HttpPolicy {
  const { ignore, captureHeaders, traceResponseHeader } = options.http;
  return {
    application: options,
    isWrapped,
    isIgnored: compileIgnore(ignore),
    skippedRoutes: new SkippedRoutes(),
    dropped: new DroppedEntry(options),
    isTrusted: compileTrust(options.http),
    describe: compileDescription(isWrapped, compileHeaders('request', captureHeaders?.request)),
    responseHeaders: compileHeaders('response', captureHeaders?.response),
    traceHeader: compileTraceHeader(traceResponseHeader),
  };
}

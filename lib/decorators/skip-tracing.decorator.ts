import { SetMetadata } from '@nestjs/common';
import { SKIP_TRACING_METADATA } from '../tracing.internal-constants.js';

/**
 * Leaves a controller, or one of its handlers, out of all traces: its requests and messages have no
 * spans, nor has what they call, and the caller's trace context is passed on as not recorded.
 *
 * It is known only when a request has found its handler. Spans that middleware finished before are
 * there all the same, except on routes without parameters, which are known from the second request
 * on. For requests that are to cost nothing at all there is the option `http.ignore`.
 *
 * @publicApi
 */
export function SkipTracing(): ClassDecorator & MethodDecorator {
  return SetMetadata(SKIP_TRACING_METADATA, true);
}

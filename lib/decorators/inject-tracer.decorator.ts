import { Inject } from '@nestjs/common';
import { TRACER } from '../tracing.constants.js';

/**
 * Injects an OpenTelemetry `Tracer`, for spans that `@Span()` and `TracingService` do not reach.
 *
 * @publicApi
 */
export const InjectTracer = (): PropertyDecorator & ParameterDecorator => Inject(TRACER);

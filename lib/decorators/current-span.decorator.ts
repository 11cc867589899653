import { createParamDecorator } from '@nestjs/common';
import { activeSpan } from '../spans/active-span.js';

/**
 * Injects the span of the request, message or other work being handled into a handler's parameter.
 * Outside of any trace, and while tracing is off, it is a span that records nothing, never
 * undefined.
 *
 * @publicApi
 */
export const CurrentSpan = createParamDecorator(() => activeSpan());

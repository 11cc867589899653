import type { CallHandler } from '@nestjs/common';
import { context } from '@opentelemetry/api';
import type { Method } from '../../spans/imitate.js';
import type { LayerMethod } from '../layer-method.js';
import { InterceptedCall } from './intercepted-call.js';

/** An interceptor, whose part before the handler and whose part after it have spans of their own. */
export function traceInterceptor(method: LayerMethod): Method {
  const { original } = method;
  return function (...args) {
    const active = context.active();
    const plan = method.planIn(active, this);
    const next = args[1] as CallHandler | undefined;
    if (plan === undefined || typeof next?.handle !== 'function') {
      return original.apply(this, args);
    }
    return new InterceptedCall(plan, active, next).run(original, this, args);
  };
}

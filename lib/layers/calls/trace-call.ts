import { context } from '@opentelemetry/api';
import type { Method } from '../../spans/imitate.js';
import { QuietSpan } from '../../spans/quiet-span.js';
import { callBelow } from '../../spans/run-with-span.js';
import type { LayerMethod } from '../layer-method.js';

/** A method whose calls have spans where they are worth telling: a pipe's, a filter's, a provider's. */
export function traceCall(method: LayerMethod): Method {
  const { original } = method;
  return function (...args) {
    const active = context.active();
    const plan = method.planIn(active, this);
    if (plan === undefined) {
      return original.apply(this, args);
    }
    const span = new QuietSpan(plan.description, active, plan.minDurationMs);
    return callBelow(span, original, this, args);
  };
}

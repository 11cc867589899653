import type { PatternName } from './patterns.js';
import { tenantOf } from './tenant.js';

/** Tells the parent what a handler has seen. */
export function tell(pattern: PatternName, payload: unknown, context: object): void {
  process.send?.({
    pattern,
    context: context.constructor.name,
    payload,
    tenant: tenantOf(context),
  });
}

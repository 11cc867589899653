import { createParamDecorator } from '@nestjs/common';
import { propagation } from '@opentelemetry/api';

/**
 * Injects W3C baggage that came with the request into a handler's parameter: the value of one
 * entry (undefined when it is not there), or without a key all entries as an object.
 *
 * @example
 * ```ts
 * class OrdersController {
 *   list(@Baggage('tenant.id') tenantId?: string) {}
 * }
 * ```
 * @see https://www.w3.org/TR/baggage/
 * @publicApi
 */
export const Baggage = createParamDecorator((key: string | undefined) =>
  key === undefined ? allEntries() : propagation.getActiveBaggage()?.getEntry(key)?.value,
);

function allEntries(): Record<string, string> {
  const entries = propagation.getActiveBaggage()?.getAllEntries() ?? [];
  return Object.fromEntries(entries.map(([key, { value }]) => [key, value]));
}

import type { SpanLimits } from '@opentelemetry/sdk-trace-node';
import type { OptionChecks } from './option-checks.js';

const COUNTS = [
  'attributeCountLimit',
  'eventCountLimit',
  'linkCountLimit',
  'attributePerEventCountLimit',
  'attributePerLinkCountLimit',
] as const satisfies readonly (keyof SpanLimits)[];

const LENGTH = 'attributeValueLengthLimit' satisfies keyof SpanLimits;

export function checkSpanLimits(value: SpanLimits | undefined, checks: OptionChecks): void {
  const limits = checks.object('spanLimits', value);
  checks.known(limits, [...COUNTS, LENGTH], 'spanLimits.');
  for (const name of COUNTS) {
    checks.limit(`spanLimits.${name}`, limits[name], 0);
  }
  checks.limit(`spanLimits.${LENGTH}`, limits[LENGTH], 1);
}

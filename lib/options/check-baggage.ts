import type { BaggageOptions } from './baggage-options.interface.js';
import type { OptionChecks } from './option-checks.js';

export function checkBaggage(value: BaggageOptions | undefined, checks: OptionChecks): void {
  const baggage = checks.object('baggage', value);
  checks.known(baggage, ['spanAttributes'], 'baggage.');
  checks.strings('baggage.spanAttributes', baggage.spanAttributes);
}

import type { OptionChecks } from './option-checks.js';
import type { RedactOptions } from './redact-options.interface.js';

export function checkRedact(value: RedactOptions | undefined, checks: OptionChecks): void {
  const redact = checks.object('redact', value);
  checks.known(redact, ['keys'], 'redact.');
  checks.patterns('redact.keys', redact.keys);
}

import { messages } from '../errors/messages.js';
import type { BestPracticesOptions, PracticeCode } from './best-practices-options.interface.js';
import type { OptionChecks } from './option-checks.js';

const PRACTICES: Readonly<Record<PracticeCode, true>> = {
  ID_IN_SPAN_NAME: true,
  MANY_SPAN_NAMES: true,
  MANY_SPANS: true,
  SPAN_NEVER_ENDED: true,
  ERROR_SWALLOWED: true,
  CONTEXT_LOST: true,
  CONTEXT_KEPT: true,
};

export function checkBestPractices(
  value: boolean | BestPracticesOptions | undefined,
  checks: OptionChecks,
): void {
  if (value === undefined || typeof value === 'boolean') {
    return;
  }
  if (typeof value !== 'object' || value === null) {
    checks.refuse('INVALID_BEST_PRACTICES', messages.invalidBestPractices(value));
    return;
  }
  checks.known(value, ['maxSpansPerRequest', 'patienceMs', 'ignore'], 'bestPractices.');
  checks.positive('bestPractices.maxSpansPerRequest', value.maxSpansPerRequest, 'spans');
  checks.positive('bestPractices.patienceMs', value.patienceMs, 'milliseconds');
  checks.strings('bestPractices.ignore', value.ignore);
  for (const code of Array.isArray(value.ignore) ? value.ignore : []) {
    checks.oneOf('bestPractices.ignore', code, Object.keys(PRACTICES));
  }
}

import type { KeepOptions } from './keep-options.interface.js';
import type { OptionChecks } from './option-checks.js';

export function checkKeep(value: KeepOptions | undefined, checks: OptionChecks): void {
  const keep = checks.object('keep', value);
  checks.known(keep, ['errors', 'slowerThanMs', 'maxTraces', 'maxSpans'], 'keep.');
  checks.boolean('keep.errors', keep.errors);
  checks.duration('keep.slowerThanMs', keep.slowerThanMs);
  checks.positive('keep.maxTraces', keep.maxTraces, 'traces');
  checks.positive('keep.maxSpans', keep.maxSpans, 'spans');
}

import type { OptionChecks } from './option-checks.js';
import type { SamplingOptions } from './sampling-options.interface.js';

export function checkSampling(value: SamplingOptions | undefined, checks: OptionChecks): void {
  const sampling = checks.object('sampling', value);
  checks.known(sampling, ['ratio'], 'sampling.');
  checks.ratio('sampling.ratio', sampling.ratio);
}

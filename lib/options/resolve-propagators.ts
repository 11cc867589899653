import { checkPropagatorNames } from './check-propagators.js';
import type { OptionChecks } from './option-checks.js';
import type { PropagatorName, PropagatorsOption } from './propagation-options.interface.js';
import type { ResolvedTracingOptions } from './resolved-options.interface.js';
import { splitList } from './split-list.js';
import type { TracingEnvironment } from './tracing-environment.js';

/** The W3C's formats. */
const DEFAULT_NAMES: readonly PropagatorName[] = ['tracecontext', 'baggage'];

/** How context travels: code, then `OTEL_PROPAGATORS`, then in the W3C's formats. */
export function resolvePropagators(
  option: PropagatorsOption | undefined,
  environment: TracingEnvironment,
  checks: OptionChecks,
): ResolvedTracingOptions['propagators'] {
  const propagators = option ?? propagatorsFrom(environment, checks);
  return isList(propagators)
    ? [...new Set(propagators)].filter((name) => name !== 'none')
    : propagators;
}

function propagatorsFrom(
  { OTEL_PROPAGATORS: text }: TracingEnvironment,
  checks: OptionChecks,
): readonly PropagatorName[] {
  if (text === undefined) {
    return DEFAULT_NAMES;
  }
  const names = splitList(text);
  checkPropagatorNames('OTEL_PROPAGATORS', names, checks);
  return names as PropagatorName[];
}

function isList(propagators: PropagatorsOption): propagators is readonly PropagatorName[] {
  return Array.isArray(propagators);
}

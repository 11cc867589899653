import { messages } from '../errors/messages.js';
import type { OptionChecks } from './option-checks.js';
import type { PropagatorName } from './propagation-options.interface.js';

const PROPAGATOR_NAMES = [
  'tracecontext',
  'baggage',
  'b3',
  'b3multi',
  'jaeger',
  'none',
] as const satisfies readonly PropagatorName[];

export function checkPropagators(option: unknown, checks: OptionChecks): void {
  if (Array.isArray(option)) {
    checkPropagatorNames('"propagators"', option, checks);
  } else if (option !== undefined && !isPropagator(option)) {
    const message = messages.invalidPropagators(option, PROPAGATOR_NAMES);
    checks.refuse('INVALID_PROPAGATORS', message);
  }
}

/** @param source the option or variable that holds the names */
export function checkPropagatorNames(
  source: string,
  names: readonly unknown[],
  checks: OptionChecks,
): void {
  for (const name of names) {
    if (!(PROPAGATOR_NAMES as readonly unknown[]).includes(name)) {
      const message = messages.unknownPropagator(source, name, PROPAGATOR_NAMES);
      checks.refuse('UNKNOWN_PROPAGATOR', message);
    }
  }
  checks.alone(source, names, ['none']);
}

function isPropagator(value: unknown): boolean {
  const { inject, extract, fields } = (value ?? {}) as Record<string, unknown>;
  return [inject, extract, fields].every((method) => typeof method === 'function');
}

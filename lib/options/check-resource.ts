import { messages } from '../errors/messages.js';
import type { OptionChecks } from './option-checks.js';
import type { ResourceDetectorName } from './resource-options.interface.js';
import type { TracingModuleOptions } from './tracing-options.interface.js';

const DETECTOR_NAMES = [
  'all',
  'none',
  'env',
  'host',
  'os',
  'process',
  'serviceinstance',
] as const satisfies readonly ResourceDetectorName[];

export function checkResourceDetectors(
  option: TracingModuleOptions['resourceDetectors'],
  checks: OptionChecks,
): void {
  if (option === undefined) {
    return;
  }
  if (!Array.isArray(option)) {
    checks.refuse('INVALID_DETECTORS', messages.invalidDetectors(option, DETECTOR_NAMES));
    return;
  }
  const names = option.filter((detector) => !isDetector(detector));
  checkDetectorNames('"resourceDetectors"', names, checks);
  checks.alone('"resourceDetectors"', option, ['all', 'none']);
}

/** @param source the option or variable that holds the names */
export function checkDetectorNames(
  source: string,
  names: readonly unknown[],
  checks: OptionChecks,
): void {
  for (const name of names) {
    if (!(DETECTOR_NAMES as readonly unknown[]).includes(name)) {
      checks.refuse('UNKNOWN_DETECTOR', messages.unknownDetector(source, name, DETECTOR_NAMES));
    }
  }
}

function isDetector(value: unknown): boolean {
  const { detect } = (value ?? {}) as Record<string, unknown>;
  return typeof detect === 'function';
}

import {
  hostDetector,
  osDetector,
  processDetector,
  serviceInstanceIdDetector,
} from '@opentelemetry/resources';
import type { ResourceDetector } from '@opentelemetry/resources';
import type { ResolvedResource } from '../../options/resolved-options.interface.js';

type Asked = ResolvedResource['detectors'][number];

/** The arguments of a command line may hold passwords, and would stand on every span. */
const discreetProcessDetector: ResourceDetector = {
  detect(config) {
    const { attributes = {} } = processDetector.detect(config);
    const { 'process.command_args': _, ...discreet } = attributes;
    return { attributes: discreet };
  },
};

const NAMED: Readonly<Record<Extract<Asked, string>, ResourceDetector>> = {
  host: hostDetector,
  os: osDetector,
  process: discreetProcessDetector,
  serviceinstance: serviceInstanceIdDetector,
};

export function detectorOf(asked: Asked): ResourceDetector {
  return typeof asked === 'string' ? NAMED[asked] : asked;
}

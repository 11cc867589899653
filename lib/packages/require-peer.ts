import { diag } from '@opentelemetry/api';
import { requirePackage } from './require-package.js';

/**
 * Loads an optional peer when the application has it. One that is there and cannot be loaded is
 * reported to `diag`.
 *
 * @returns undefined when there is none
 */
export function requirePeer(name: string): unknown {
  try {
    return requirePackage(name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'MODULE_NOT_FOUND') {
      diag.warn(`nestjs-tracing: ${name} could not be loaded.`, error);
    }
    return undefined;
  }
}

import { DiagLogLevel, diag } from '@opentelemetry/api';
import type { DiagnosticLevel } from '../../options/logs-options.interface.js';
import { NestDiagLogger } from './nest-diag-logger.js';

/** Where every copy of the API finds what was registered; it has no other way to ask. */
const GLOBAL_API = Symbol.for('opentelemetry.js.api.1');

const logger = new NestDiagLogger();

/** What the API keeps of ours, a filter by level around it. */
let registered: object | undefined;

/**
 * Has what is said through OpenTelemetry's `diag` written by Nest's logger, unless somebody else has
 * given it a logger. The level of the last call is in force.
 */
export function diagnoseThroughNest(level: DiagnosticLevel): void {
  const current = diagLogger();
  if (current !== undefined && current !== registered) {
    return;
  }
  if (level === 'none' && current === undefined) {
    return;
  }
  diag.setLogger(logger, {
    logLevel: DiagLogLevel[level.toUpperCase() as Uppercase<DiagnosticLevel>],
    suppressOverrideMessage: true,
  });
  registered = diagLogger();
}

/** Takes our logger out of the API, unless it is somebody else's by now. */
export function diagnoseNoMore(): void {
  if (registered !== undefined && diagLogger() === registered) {
    diag.disable();
  }
  registered = undefined;
}

/** Nest has been given the logger of the application by now. */
export function openDiagnostics(): void {
  logger.open();
}

function diagLogger(): object | undefined {
  const { [GLOBAL_API]: api } = globalThis as { [GLOBAL_API]?: { diag?: object } };
  return api?.diag;
}

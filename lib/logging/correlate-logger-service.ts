import type { LoggerService } from '@nestjs/common';
import { patchMethod } from './patch-method.js';
import type { Undo } from './patch-method.js';
import { activeTraceText } from './trace-fields.js';

const METHODS = [
  'log',
  'error',
  'warn',
  'debug',
  'verbose',
  'fatal',
] as const satisfies readonly (keyof LoggerService)[];

/**
 * Has a logger of the application's own tell the trace at the end of each message that is a string.
 * Objects and errors it gets as they are, since nobody knows what it does with their keys.
 */
export function correlateLoggerService(logger: LoggerService): (Undo | undefined)[] {
  return METHODS.map((name) =>
    patchMethod(
      logger,
      name,
      (original) =>
        function (message, ...params) {
          const told = typeof message === 'string' ? message + activeTraceText() : message;
          return original.call(this, told, ...params);
        },
    ),
  );
}

import { ConsoleLogger } from '@nestjs/common';
import { patchMethod } from './patch-method.js';
import type { Undo } from './patch-method.js';
import { activeTraceText, addTraceFields } from './trace-fields.js';
import { TracingLogger } from './tracing-logger.js';

/** Has every ConsoleLogger, those made earlier and of subclasses too, write what TracingLogger does. */
export function correlateConsoleLoggers(): (Undo | undefined)[] {
  const { prototype } = ConsoleLogger;
  return [
    patchMethod(
      prototype,
      'updateAndGetTimestampDiff',
      (original) =>
        function (...args) {
          const end = original.apply(this, args) as string;
          return this instanceof TracingLogger ? end : `${activeTraceText()}${end}`;
        },
    ),
    patchMethod(
      prototype,
      'getJsonLogObject',
      (original) =>
        function (...args) {
          const record = original.apply(this, args) as object;
          return this instanceof TracingLogger ? record : addTraceFields(record);
        },
    ),
  ];
}

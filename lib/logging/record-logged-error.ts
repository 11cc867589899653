import { trace } from '@opentelemetry/api';
import { ATTR_LOG_MESSAGE, ATTR_LOG_SEVERITY, EVENT_LOG } from '../semconv/log-attributes.js';
import { guarded } from '../spans/guarded.js';
import { isError } from '../spans/is-error.js';
import { recordException } from '../spans/record-error.js';
import { patchMethod } from './patch-method.js';
import type { Undo } from './patch-method.js';

/** The methods of a logger whose lines become events. */
const SEVERITIES = { error: 'ERROR', fatal: 'FATAL' } as const;
type Level = keyof typeof SEVERITIES;

/** Has what a logger, or every logger of a prototype, is told as an error become an event of the active span. */
export function recordLoggedErrors(logger: object): (Undo | undefined)[] {
  return (Object.keys(SEVERITIES) as Level[]).map((level) =>
    patchMethod(
      logger,
      level,
      (original) =>
        function (...args) {
          guarded('recording a logged error', recordLoggedError, this as Levelled, level, args);
          return original.apply(this, args);
        },
    ),
  );
}

/** What a ConsoleLogger can be asked; others write all they are told. */
interface Levelled {
  isLevelEnabled?(level: Level): boolean;
}

function recordLoggedError(logger: Levelled, level: Level, args: readonly unknown[]): void {
  const span = trace.getActiveSpan();
  if (span?.isRecording() !== true || logger.isLevelEnabled?.(level) === false) {
    return;
  }
  const error = args.find(isError);
  if (error !== undefined) {
    recordException(span, error);
    return;
  }
  // Of an object the logger may hide parts when it writes it.
  const [message] = args;
  span.addEvent(EVENT_LOG, {
    [ATTR_LOG_SEVERITY]: SEVERITIES[level],
    ...(typeof message === 'string' && { [ATTR_LOG_MESSAGE]: message }),
  });
}

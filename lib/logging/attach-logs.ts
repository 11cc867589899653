import { ConsoleLogger, Logger } from '@nestjs/common';
import type { LoggerService } from '@nestjs/common';
import type { ResolvedLogs } from '../options/resolved-options.interface.js';
import { guarded } from '../spans/guarded.js';
import { isObject } from '../spans/is-object.js';
import { correlateConsoleLoggers } from './correlate-console-logger.js';
import { correlateLoggerService } from './correlate-logger-service.js';
import { libraryBehind } from './library-behind.js';
import { patchMethod } from './patch-method.js';
import type { Undo } from './patch-method.js';
import { recordLoggedErrors } from './record-logged-error.js';

/** What is done with the lines of Nest's logger. */
type LogFeatures = Pick<ResolvedLogs, 'correlate' | 'errorEvents'>;

/** Whether the records of a library have the ids as fields already. */
type WritesFields = (library: 'pino' | 'winston') => boolean;

/** Nest has one logger for all applications of a process, and so these are in force for all. */
const asked: LogFeatures[] = [];
let undos: Undo[] = [];

/**
 * Has Nest's logger, whichever it is and whenever it is chosen, tell traces and record errors.
 *
 * @returns how to end that for one application
 */
export function attachLogs(features: LogFeatures, writesFields: WritesFields): Undo {
  if (!features.correlate && !features.errorEvents) {
    return () => {};
  }
  asked.push(features);
  renew(writesFields);
  return () => {
    const place = asked.indexOf(features);
    if (place >= 0) {
      asked.splice(place, 1);
      renew(writesFields);
    }
  };
}

function renew(writesFields: WritesFields): void {
  undoAll(undos);
  undos = [];
  if (asked.length > 0) {
    const features: LogFeatures = {
      correlate: asked.some(({ correlate }) => correlate),
      errorEvents: asked.some(({ errorEvents }) => errorEvents),
    };
    guarded('following the logger', () => {
      undos = follow(features, writesFields);
    });
  }
}

function follow(features: LogFeatures, writesFields: WritesFields): Undo[] {
  let ofService = patchService(chosenLogger(), features, writesFields);
  const choosing = patchMethod(
    Logger,
    'overrideLogger',
    (override) =>
      function (...args) {
        undoAll(ofService);
        const result = override.apply(this, args);
        ofService = patchService(chosenLogger(), features, writesFields);
        return result;
      },
  );
  return present([
    ...(features.correlate ? correlateConsoleLoggers() : []),
    ...(features.errorEvents ? recordLoggedErrors(ConsoleLogger.prototype) : []),
    choosing,
    () => undoAll(ofService),
  ]);
}

/** Nest tells nobody which logger it was given. */
function chosenLogger(): unknown {
  return Reflect.get(Logger, 'staticInstanceRef');
}

/** A logger that is not of Nest's own classes, which are seen to by their prototype. */
function patchService(
  logger: unknown,
  { correlate, errorEvents }: LogFeatures,
  writesFields: WritesFields,
): Undo[] {
  if (!isObject(logger) || logger instanceof ConsoleLogger || logger instanceof Logger) {
    return [];
  }
  const patch = (): Undo[] => {
    const library = libraryBehind(logger);
    const isCorrelated = correlate && !(library !== undefined && writesFields(library));
    return present([
      ...(isCorrelated ? correlateLoggerService(logger as LoggerService) : []),
      ...(errorEvents ? recordLoggedErrors(logger) : []),
    ]);
  };
  // It may be frozen.
  return guarded('following the logger of the application', patch) ?? [];
}

function present(changes: readonly (Undo | undefined)[]): Undo[] {
  return changes.filter((change) => change !== undefined);
}

/** The latest change is taken back first, since it may stand on an earlier one. */
function undoAll(changes: readonly Undo[]): void {
  for (const undo of changes.toReversed()) {
    guarded('taking back a change of a logger', undo);
  }
}

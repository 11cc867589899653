import { Logger } from '@nestjs/common';
import { context } from '@opentelemetry/api';
import { setOwnMethod } from '../spans/own-method.js';

/** A line that waits for the logger, as Nest keeps it. */
interface BufferedLine {
  methodRef: (...args: unknown[]) => unknown;
}

/**
 * Has lines that wait for the logger (`bufferLogs: true`) be written in the context they were
 * logged in, so that they tell that trace. Nest begins a new list when it has written one.
 */
export function keepBufferedContext(): void {
  const lines: unknown = Reflect.get(Logger, 'logBuffer');
  if (!Array.isArray(lines) || Object.hasOwn(lines, 'push')) {
    return;
  }
  setOwnMethod(lines, 'push', function (this: BufferedLine[], ...added: BufferedLine[]) {
    return Array.prototype.push.apply(this, added.map(inActiveContext));
  });
}

function inActiveContext(line: BufferedLine): BufferedLine {
  return { ...line, methodRef: context.bind(context.active(), line.methodRef) };
}

import { types } from 'node:util';
import { context } from '@opentelemetry/api';
import type { Context } from '@opentelemetry/api';
import { contextOf } from '../../spans/context-of.js';
import { failSpan } from '../../spans/end-span.js';
import type { Method } from '../../spans/imitate.js';
import type { SpanDescription } from '../../spans/span-description.interface.js';
import { startSpan } from '../../spans/start-span.js';

/**
 * Calls what a timer calls, in a span. A promise comes back as one derived from it: nobody may be
 * waiting for it, and then Node has to go on reporting its rejection as unhandled.
 */
export function runJob(
  description: SpanDescription,
  parent: Context,
  run: Method,
  self: unknown,
  args: unknown[],
): unknown {
  const span = startSpan(description, parent);
  const fail = (error: unknown): never => {
    failSpan(span, description, error);
    throw error;
  };
  let result: unknown;
  try {
    result = context.with(contextOf(span, parent), run, self, ...args);
  } catch (error) {
    return fail(error);
  }
  if (types.isPromise(result)) {
    return result.then((value) => {
      span.end();
      return value;
    }, fail);
  }
  span.end();
  return result;
}

import { ROOT_CONTEXT, context } from '@opentelemetry/api';
import type { Context } from '@opentelemetry/api';
import type { Method } from '../../spans/imitate.js';
import { originalOf } from '../../spans/replace-method.js';
import { isSpanSettled } from '../../spans/trace-method.js';
import { rootContextOf } from '../job-entry.js';
import { notingErrors } from '../noting-errors.js';
import { isSkipped, withoutTraces } from '../skipping.js';
import { describeScheduled } from './describe-job.js';
import { markRun } from './job-runs.js';
import { runJob } from './run-job.js';

/**
 * A method with `@Cron()`, `@Interval()` or `@Timeout()` as Nest is to run it: each run in a trace
 * of its own, whatever was active when the timer was set. `@Span()` and `@NoSpan()` stand above.
 *
 * @param wrap puts Nest's own `try` around a method
 */
export function traceScheduled(
  wrap: (method: Method) => Method,
  method: Method,
  instance: object,
  application: object,
): Method {
  const description = describeScheduled(method, instance);
  const trace = (): Method => {
    if (isSkipped(instance.constructor, method)) {
      return runIn(withoutTraces(ROOT_CONTEXT, application), wrap(method));
    }
    const root = rootContextOf(application);
    if (isSpanSettled(method)) {
      return runIn(root, wrap(method));
    }
    // A layer's span for the same call would tell nothing more.
    const run = wrap(notingErrors(originalOf(method), true));
    return (...args) => runJob(description, root, run, undefined, args);
  };
  return markRun(trace(), description);
}

function runIn(active: Context, run: Method): Method {
  return (...args) => context.with(active, run, undefined, ...args);
}

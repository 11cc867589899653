import { context } from '@opentelemetry/api';
import type { Beginning } from '../../spans/begin-below.js';
import { classOf } from '../../spans/class-of.js';
import { isTraceDropped } from '../../spans/dropped-trace.js';
import type { Method } from '../../spans/imitate.js';
import { readParameters } from '../../spans/recorded-parameters.js';
import type { RecordedParameter } from '../../spans/recorded-parameters.js';
import { callInSpan } from '../../spans/run-with-span.js';
import type { SpanDescription } from '../../spans/span-description.interface.js';
import { beginWork } from '../job-entry.js';
import { withoutTraces } from '../skipping.js';
import { optionsFor } from './applications.js';
import type { HandlerKind } from './handler-kinds.js';
import { planHandler } from './plan-handler.js';
import type { HandlerPlan } from './plan-handler.js';

/**
 * The method of a handler, with a span for each call: below whoever executes a command or query; of
 * an event below its publisher, or linked to it, as the options say.
 *
 * @param parameters those that `@SpanAttribute()` marks
 */
export function traceHandler(
  original: Method,
  key: HandlerKind['method'],
  parameters: readonly RecordedParameter[],
): Method {
  const call = callInSpan(original);
  const planFor = recallPlans(key, original);
  return function (...args) {
    const active = context.active();
    const options = optionsFor(this, active);
    const plan = options && planFor(classOf(this));
    if (plan === undefined) {
      return original.apply(this, args);
    }
    if (plan.isSkipped) {
      return context.with(withoutTraces(active, options!), original, this, ...args);
    }
    const how = plan.isEvent ? options!.messaging.parent : 'parent';
    const beginning = beginWork(active, options!, how);
    if (isTraceDropped(beginning.parent)) {
      return original.apply(this, args);
    }
    const description = plan.describe(classOf(args[0]));
    const ofCall = describeCall(description, beginning, parameters, args);
    return call(ofCall, beginning.parent, original, this, args);
  };
}

function recallPlans(
  key: HandlerKind['method'],
  original: Method,
): (type: Function | undefined) => HandlerPlan | undefined {
  const plans = new WeakMap<Function, HandlerPlan | undefined>();
  return (type) => {
    if (type !== undefined && !plans.has(type)) {
      plans.set(type, planHandler(type, key, original));
    }
    return type && plans.get(type);
  };
}

function describeCall(
  description: SpanDescription,
  { links }: Beginning,
  parameters: readonly RecordedParameter[],
  args: unknown[],
): SpanDescription {
  if (parameters.length === 0) {
    return links === undefined ? description : { ...description, links };
  }
  const attributes = { ...description.attributes, ...readParameters(parameters, args) };
  return { ...description, links, attributes };
}

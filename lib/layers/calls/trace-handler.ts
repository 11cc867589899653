import { types } from 'node:util';
import { context } from '@opentelemetry/api';
import type { Context } from '@opentelemetry/api';
import type { Method } from '../../spans/imitate.js';
import { isAsyncFunction } from '../../spans/is-async-function.js';
import { isPutOff } from '../../spans/put-off.js';
import { QuietSpan } from '../../spans/quiet-span.js';
import { readParameters } from '../../spans/recorded-parameters.js';
import type { RecordedParameter } from '../../spans/recorded-parameters.js';
import { callBelow, callInSpan } from '../../spans/run-with-span.js';
import type { CallInSpan } from '../../spans/run-with-span.js';
import type { SpanDescription } from '../../spans/span-description.interface.js';
import type { LayerMethod } from '../layer-method.js';
import type { LayerPlan } from '../layer-plan.js';
import { isHandledByNestCore } from '../nest-core-span.js';

/** What is known of a handler before any request. */
export interface HandlerTraits {
  /** Those that `@SpanAttribute()` marks. */
  readonly parameters: readonly RecordedParameter[];
  /** Whether it answers with a stream of events, which may last as long as the client stays. */
  readonly isEventStream: boolean;
  /** Whether it answers one field of a GraphQL operation. */
  readonly isResolver: boolean;
  /** Whether it processes jobs, and puts them off with errors that are none. */
  readonly isProcessor: boolean;
}

const OF_PROCESSORS: Partial<SpanDescription> = {
  recordException: (error) => !isPutOff(error),
  hasNoCaller: true,
};

/** The handler of a route, message, event or job, whose every call has a span unless the options say otherwise. */
export function traceHandler(method: LayerMethod, traits: HandlerTraits): Method {
  const { original } = method;
  const call = chooseCall(original, traits);
  return function (...args) {
    const active = context.active();
    const plan = traits.isProcessor
      ? method.planIn(active, this)
      : method.planAnywhere(active, this);
    // Another span of nearly the same name in its own would tell nothing more.
    if (plan === undefined || isHandledByNestCore(active, original.name)) {
      return original.apply(this, args);
    }
    const description = describe(plan, traits, args);
    return plan.minDurationMs === 0
      ? call(description, active, original, this, args)
      : callBelow(new QuietSpan(description, active, plan.minDurationMs), original, this, args);
  };
}

function chooseCall(original: Method, { isEventStream }: HandlerTraits): CallInSpan {
  // The promise of an async function is followed, whatever it resolves to is not.
  return isEventStream && !isAsyncFunction(original) ? callUntilReturn : callInSpan(original);
}

function describe(
  plan: LayerPlan,
  { parameters, isProcessor }: HandlerTraits,
  args: unknown[],
): SpanDescription {
  const description = isProcessor ? { ...plan.description, ...OF_PROCESSORS } : plan.description;
  return parameters.length === 0
    ? description
    : {
        ...description,
        attributes: { ...description.attributes, ...readParameters(parameters, args) },
      };
}

/** The span ends when the stream is there: it would last for hours if it ended with it. */
function callUntilReturn(
  description: SpanDescription,
  parent: Context,
  method: Method,
  self: unknown,
  args: unknown[],
): unknown {
  let stream: unknown;
  const callStream: Method = () => {
    stream = method.apply(self, args);
    return types.isPromise(stream) ? stream : undefined;
  };
  void callInSpan(callStream)(description, parent, callStream, undefined, []);
  return stream;
}

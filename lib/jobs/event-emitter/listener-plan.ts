import type { Attributes } from '@opentelemetry/api';
import { ATTR_NESTJS_EVENT_NAME, ATTR_NESTJS_TYPE } from '../../semconv/nestjs-attributes.js';
import type { Method } from '../../spans/imitate.js';
import { methodsOf } from '../../spans/methods-of.js';
import { methodName, readParameters, recordedParameters } from '../../spans/recorded-parameters.js';
import { originalOf } from '../../spans/replace-method.js';
import type { SpanDescription } from '../../spans/span-description.interface.js';
import { isSpanExcluded, isSpanSettled } from '../../spans/trace-method.js';
import { isSkipped } from '../skipping.js';

/** What is known of a listener before any event. */
export interface ListenerPlan {
  /** The method it is the plan of. */
  readonly method: Method;
  /** The method without the span that a layer would give it for the same call. */
  readonly original: Method;
  /** Whether `@SkipTracing()` stands on it. */
  readonly isSkipped: boolean;
  /** Whether `@Span()` stands on it. */
  readonly isSettled: boolean;
  /** Whether `@NoSpan()` stands on it. */
  readonly isExcluded: boolean;
  readonly describe: (event: string | undefined, args: readonly unknown[]) => SpanDescription;
}

const plans = new WeakMap<object, Map<string | symbol, ListenerPlan>>();

/** The plan for one method, the same for each instance of its class. */
export function planListener(
  instance: Record<string | symbol, Method>,
  key: string | symbol,
): ListenerPlan {
  // One of a request scope is another instance each time.
  const type: object = instance.constructor ?? instance;
  let ofClass = plans.get(type);
  if (ofClass === undefined) {
    ofClass = new Map();
    plans.set(type, ofClass);
  }
  const method = instance[key]!;
  let plan = ofClass.get(key);
  // A test may spy on a method of one instance.
  if (plan?.method !== method) {
    plan = makePlan(instance, key, method);
    ofClass.set(key, plan);
  }
  return plan;
}

function makePlan(instance: object, key: string | symbol, method: Method): ListenerPlan {
  return {
    method,
    original: originalOf(method),
    isSkipped: isSkipped(instance.constructor, method),
    isSettled: isSpanSettled(method),
    isExcluded: isSpanExcluded(method),
    describe: makeDescriber(instance, key),
  };
}

function makeDescriber(instance: object, key: string | symbol): ListenerPlan['describe'] {
  const name = methodName({ target: instance, key });
  const owner = methodsOf(instance.constructor).find((one) => one.key === key)?.owner;
  const parameters = owner === undefined ? [] : recordedParameters({ target: owner, key });
  return (event, args) => {
    const attributes: Attributes = {
      [ATTR_NESTJS_TYPE]: 'event_listener',
      ...(event !== undefined && { [ATTR_NESTJS_EVENT_NAME]: event }),
      ...readParameters(parameters, args),
    };
    return { name, attributes };
  };
}

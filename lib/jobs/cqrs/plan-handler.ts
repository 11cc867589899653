import { ATTR_NESTJS_TYPE } from '../../semconv/nestjs-attributes.js';
import type { SpanDescription } from '../../spans/span-description.interface.js';
import { kindsOf } from './handler-kinds.js';
import type { HandlerKind } from './handler-kinds.js';
import { isSkipped } from '../skipping.js';

/** What the calls of one method become in one class. */
export interface HandlerPlan {
  readonly isEvent: boolean;
  /** Whether `@SkipTracing()` stands on it. */
  readonly isSkipped: boolean;
  /** @param message class of what is handled */
  readonly describe: (message: Function | undefined) => SpanDescription;
}

/**
 * The plan for one method of a class, undefined where it handles nothing there: classes that handle
 * different things, or nothing, may have the method in common.
 */
export function planHandler(
  type: Function,
  key: HandlerKind['method'],
  method: Function,
): HandlerPlan | undefined {
  const kind = kindsOf(type).find((one) => one.method === key);
  return (
    kind && {
      isEvent: kind.isEvent,
      isSkipped: isSkipped(type, method),
      describe: describeOnce(kind, `${type.name}.${key}`),
    }
  );
}

function describeOnce(kind: HandlerKind, name: string): HandlerPlan['describe'] {
  const plain = describe(kind, name);
  const known = new WeakMap<Function, SpanDescription>();
  return (message) => {
    if (message === undefined) {
      return plain;
    }
    let description = known.get(message);
    if (description === undefined) {
      description = describe(kind, name, message);
      known.set(message, description);
    }
    return description;
  };
}

function describe(kind: HandlerKind, name: string, message?: Function): SpanDescription {
  const ofMessage = message && { [kind.messageKey]: message.name };
  // Frozen, so that the engine checks and encodes them once.
  const attributes = Object.freeze({ [ATTR_NESTJS_TYPE]: kind.type, ...ofMessage });
  return { name, attributes, hasNoCaller: kind.isEvent };
}

import 'reflect-metadata';
import { methodsOf } from '../spans/methods-of.js';
import type { ClassMethod } from '../spans/methods-of.js';
import { recordedParameters } from '../spans/recorded-parameters.js';
import {
  EVENT_STREAM_METADATA,
  GATEWAY_MESSAGE_METADATA,
  MESSAGE_PATTERN_METADATA,
  ROUTE_METADATA,
  SKIP_TRACING_METADATA,
} from '../tracing.internal-constants.js';
import { attachLayerMethod } from './attach-layer-method.js';
import { skipHandler } from './calls/skip-handler.js';
import { traceHandler } from './calls/trace-handler.js';
import { isFieldResolver, isRootResolver, isSubscription } from './resolver-kind.js';

/** Metadata by which Nest knows a method as one it calls for work that arrives. */
const HANDLER_METADATA = [ROUTE_METADATA, MESSAGE_PATTERN_METADATA, GATEWAY_MESSAGE_METADATA];

/**
 * Gives the handlers of a controller, gateway or resolver a span: of routes, messages, events and
 * operations, and of fields where they are asked for. Each method is replaced once, on the prototype
 * that declares it, before Nest builds its routes from them.
 */
export function attachHandlers(type: Function, hasFields: boolean): void {
  methodsOf(type)
    .filter(({ method }) => isHandler(method) || (hasFields && isFieldResolver(method)))
    .forEach((handler) => attachHandler(type, handler));
}

function attachHandler(type: Function, { key, method, owner }: ClassMethod): void {
  const traits = {
    parameters: recordedParameters({ target: owner, key }),
    isEventStream: Reflect.hasMetadata(EVENT_STREAM_METADATA, method) || isSubscription(method),
    isResolver: isRootResolver(method) || isFieldResolver(method),
  };
  // A class may have the handler from another, which is not skipped with it.
  const marked = owner === type.prototype ? [method, type] : [method];
  const isSkipped = marked.some((one) => Reflect.hasOwnMetadata(SKIP_TRACING_METADATA, one));
  attachLayerMethod(owner, {
    layer: 'handlers',
    key,
    trace: (handler) => (isSkipped ? skipHandler : traceHandler)(handler, traits),
  });
}

function isHandler(method: Function): boolean {
  return HANDLER_METADATA.some((key) => Reflect.hasMetadata(key, method)) || isRootResolver(method);
}

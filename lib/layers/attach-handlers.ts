import 'reflect-metadata';
import type { ResolvedTracingOptions } from '../options/resolved-options.interface.js';
import { methodsOf } from '../spans/methods-of.js';
import type { ClassMethod } from '../spans/methods-of.js';
import { recordedParameters } from '../spans/recorded-parameters.js';
import {
  EVENT_STREAM_METADATA,
  GATEWAY_MESSAGE_METADATA,
  MESSAGE_PATTERN_METADATA,
  PROCESSOR_METADATA,
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
 * Gives the handlers of a controller, gateway, resolver or processor a span: of routes, messages,
 * events and operations, and of fields and jobs where they are asked for. Each method is replaced
 * once, on the prototype that declares it, before Nest builds its routes from them.
 */
export function attachHandlers(type: Function, { graphql, jobs }: ResolvedTracingOptions): void {
  const isWanted = ({ key, method }: ClassMethod) =>
    isHandler(method) ||
    (graphql.fieldResolvers && isFieldResolver(method)) ||
    (jobs.bullmq && key === 'process' && isProcessor(type));
  methodsOf(type)
    .filter(isWanted)
    .forEach((handler) => attachHandler(type, handler));
}

function attachHandler(type: Function, { key, method, owner }: ClassMethod): void {
  const traits = {
    parameters: recordedParameters({ target: owner, key }),
    isEventStream: Reflect.hasMetadata(EVENT_STREAM_METADATA, method) || isSubscription(method),
    isResolver: isRootResolver(method) || isFieldResolver(method),
    isProcessor: isProcessor(type),
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

function isProcessor(type: Function): boolean {
  return Reflect.hasMetadata(PROCESSOR_METADATA, type);
}

function isHandler(method: Function): boolean {
  return HANDLER_METADATA.some((key) => Reflect.hasMetadata(key, method)) || isRootResolver(method);
}

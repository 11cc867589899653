import 'reflect-metadata';
import type { Attributes, Link } from '@opentelemetry/api';
import { SPAN_METADATA } from '../tracing.internal-constants.js';
import { ROOT_CONTEXT, context } from '@opentelemetry/api';
import { isTraceDropped } from './dropped-trace.js';
import { imitate } from './imitate.js';
import type { Method } from './imitate.js';
import { callInSpan } from './run-with-span.js';
import type { SpanDescription } from './span-description.interface.js';
import { isTracingOff } from './tracer.js';

/** How the calls of one method become spans: what is constant, and what depends on the arguments. */
export interface MethodSpan {
  readonly description: SpanDescription;
  readonly describeCall?: (args: unknown[]) => Partial<SpanDescription> | undefined;
}

interface TracedMethod {
  readonly original: Method;
  readonly span: MethodSpan;
}

const tracedMethods = new WeakMap<Function, TracedMethod>();

/**
 * The method with a span around each call. Its `name`, `length`, own properties and metadata are
 * those of the original, so that routes, guards and documentation built on them stay as they were.
 */
export function traceMethod(original: Method, methodSpan: MethodSpan): Method {
  const isRoot = methodSpan.description.root === true;
  const call = callInSpan(original);
  const traced: Method = function (...args) {
    const active = context.active();
    // With tracing off there is no other context; within a request nobody needs to ask.
    return (active === ROOT_CONTEXT ? isTracingOff() : !isRoot && isTraceDropped(active))
      ? original.apply(this, args)
      : call(describe(methodSpan, args), active, original, this, args);
  };
  imitate(traced, original);
  Reflect.defineMetadata(SPAN_METADATA, true, traced);
  tracedMethods.set(traced, { original, span: methodSpan });
  return traced;
}

/** Calls a method, whose span links to these as well if it is one that `traceMethod()` gave it. */
export function callWithLinks(
  method: Method,
  links: readonly Link[],
  self: unknown,
  args: unknown[],
): unknown {
  const traced = tracedMethods.get(method);
  const active = context.active();
  if (traced === undefined || isTraceDropped(active)) {
    return method.apply(self, args);
  }
  const { original, span } = traced;
  const description = describe(span, args);
  const linked = { ...description, links: [...(description.links ?? []), ...links] };
  return callInSpan(original)(linked, active, original, self, args);
}

/** Whether a method has its span already, or was marked to have none. */
export function isSpanSettled(method: Function): boolean {
  return Reflect.hasMetadata(SPAN_METADATA, method);
}

/** Whether a method was marked to have no span. */
export function isSpanExcluded(method: Function): boolean {
  return Reflect.getMetadata(SPAN_METADATA, method) === false;
}

/** Marks a method that is to have no span. */
export function excludeFromSpans(method: Function): void {
  Reflect.defineMetadata(SPAN_METADATA, false, method);
}

function describe({ description, describeCall }: MethodSpan, args: unknown[]): SpanDescription {
  const ofCall = describeCall?.(args);
  return ofCall === undefined
    ? description
    : {
        ...description,
        ...ofCall,
        attributes: { ...description.attributes, ...ofCall.attributes } satisfies Attributes,
      };
}

import { context as contextApi, trace } from '@opentelemetry/api';
import type { Span, TracerProvider } from '@opentelemetry/api';
import type { TypeormInstrumentationConfig } from '@opentelemetry/instrumentation-typeorm';
import { describeTypeormSpan } from './describe-typeorm-span.js';
import { TypeormOperation } from './typeorm-operation.js';
import { wrapTracers } from '../wrapped-tracer.js';

/** Which operation tells about what happens below a span: TypeORM's own, or one left out. */
const operations = new WeakMap<Span, TypeormOperation>();

/**
 * For the TypeORM instrumentation: its spans without the values it would record, and each known as
 * an operation into which the driver's spans can be folded, unless the user wants those too.
 */
export function typeormTracers(
  provider: TracerProvider,
  { suppressInternalInstrumentation }: TypeormInstrumentationConfig,
): TracerProvider {
  const wantsDriverSpans = suppressInternalInstrumentation === false;
  return wrapTracers(provider, (tracer) => (name, options, context) => {
    const attributes = describeTypeormSpan(options?.attributes ?? {});
    const span = tracer.startSpan(name, { ...options, attributes }, context);
    if (!wantsDriverSpans) {
      operations.set(span, new TypeormOperation(span));
    }
    return span;
  });
}

/**
 * For a driver's instrumentation: what happens directly below a TypeORM span is told by that span
 * and gets none of its own. Anything else that runs inside, such as an entity subscriber's call to
 * Redis, is traced as ever; suppressing tracing, as the TypeORM instrumentation offers, would
 * silence it as well.
 */
export function driverTracers(provider: TracerProvider): TracerProvider {
  return wrapTracers(provider, (tracer) => (name, options, context) => {
    const parent = options?.root ? undefined : trace.getSpan(context ?? contextApi.active());
    const operation = parent && operations.get(parent);
    // What a subscriber left running would change a span that has been exported.
    if (operation === undefined || operation.isOver) {
      return tracer.startSpan(name, options, context);
    }
    operation.addConnection(options?.attributes ?? {});
    return foldInto(operation);
  });
}

/** A span that records nothing itself and hands what it is told to the operation. */
function foldInto(operation: TypeormOperation): Span {
  const folded = trace.wrapSpanContext(operation.span.spanContext());
  folded.setAttribute = (key, value) => {
    operation.addAttribute(key, value);
    return folded;
  };
  folded.setAttributes = (attributes) => {
    for (const [key, value] of Object.entries(attributes)) {
      if (value !== undefined) operation.addAttribute(key, value);
    }
    return folded;
  };
  operations.set(folded, operation);
  return folded;
}

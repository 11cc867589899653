import { context as contextApi, trace } from '@opentelemetry/api';
import type { Attributes, AttributeValue, Span, TracerProvider } from '@opentelemetry/api';
import { SILENT_SPAN } from '../quiet-spans.js';
import { wrapTracers } from '../wrapped-tracer.js';
import { Operation } from './operation.js';

/** How the spans of a library that works through a driver are made. */
export interface OperationOptions {
  /** The attributes without values, in the words of the conventions. */
  readonly describe: (attributes: Attributes) => Attributes;
  readonly rename?: (name: string) => string;
  /** Whether each statement of the driver has a span as well. */
  readonly wantsDriverSpans: boolean;
  /** Whether `db.query.text` is left as the library has it, where it would be the driver's. */
  readonly keepsText?: boolean;
}

type DescribeAttribute = (key: string, value: AttributeValue) => AttributeValue;

const asItIs: DescribeAttribute = (_key, value) => value;

/** Which operation tells about what happens below a span: the library's own, or one left out. */
const operations = new WeakMap<Span, Operation>();

/**
 * For a library above a driver, such as TypeORM: each of its spans is known as an operation into
 * which the driver's spans can be folded, unless the user wants those too.
 */
export function operationTracers(
  provider: TracerProvider,
  { describe, rename, wantsDriverSpans, keepsText = false }: OperationOptions,
): TracerProvider {
  return wrapTracers(provider, (tracer) => (name, options, context) => {
    const attributes = describe(options?.attributes ?? {});
    const span = tracer.startSpan(rename?.(name) ?? name, { ...options, attributes }, context);
    if (!wantsDriverSpans && span !== SILENT_SPAN) {
      operations.set(span, new Operation(span, keepsText));
    }
    return span;
  });
}

/**
 * For a driver's instrumentation: what happens directly below an operation is told by its span and
 * gets none of its own. Anything else that runs inside, such as an entity subscriber's call to
 * Redis, is traced as ever; suppressing tracing, as some instrumentations offer, would silence it
 * as well.
 *
 * @param describe what an attribute that is folded in is to say
 */
export function driverTracers(
  provider: TracerProvider,
  describe: DescribeAttribute = asItIs,
): TracerProvider {
  return wrapTracers(provider, (tracer) => (name, options, context) => {
    const parent = options?.root ? undefined : trace.getSpan(context ?? contextApi.active());
    const operation = parent && operations.get(parent);
    // What a subscriber left running would change a span that has been exported.
    if (operation === undefined || operation.isOver) {
      return tracer.startSpan(name, options, context);
    }
    operation.addStatement(options?.attributes ?? {});
    return foldInto(operation, describe);
  });
}

/** A span that records nothing itself and hands what it is told to the operation. */
function foldInto(operation: Operation, describe: DescribeAttribute): Span {
  const folded = trace.wrapSpanContext(operation.span.spanContext());
  folded.setAttribute = (key, value) => {
    operation.addAttribute(key, describe(key, value));
    return folded;
  };
  folded.setAttributes = (attributes) => {
    for (const [key, value] of Object.entries(attributes)) {
      if (value !== undefined) operation.addAttribute(key, describe(key, value));
    }
    return folded;
  };
  operations.set(folded, operation);
  return folded;
}

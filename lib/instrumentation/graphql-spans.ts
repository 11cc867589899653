import { context as contextApi } from '@opentelemetry/api';
import type { Span, TracerProvider } from '@opentelemetry/api';
import type { InstrumentationConfigs } from '../options/instrumentations.interface.js';
import { ATTR_GRAPHQL_SOURCE } from '../semconv/incubating-attributes.js';
import { parentSpan, SILENT_SPAN } from './quiet-spans.js';
import { wrapTracers } from './wrapped-tracer.js';

/** Steps that only look at a document: what fails there is an error of the client's. */
const STEPS_BEFORE_EXECUTION: ReadonlySet<string> = new Set(['graphql.parse', 'graphql.validate']);

/**
 * For the GraphQL instrumentation: its steps as parts of a trace, which a schema that is built at
 * start-up is not. They say nothing of the document, which the span of the request does when the
 * option `graphql.document` asks for it, nor of errors, which that span has without the text they
 * quote. With `allowValues` the user wants all of it.
 */
export function graphqlTracers(
  provider: TracerProvider,
  { allowValues = false }: InstrumentationConfigs['graphql'],
): TracerProvider {
  return wrapTracers(provider, (tracer) => (name, options, context = contextApi.active()) => {
    if (parentSpan(context) === undefined) {
      return SILENT_SPAN;
    }
    const span = tracer.startSpan(name, options, context);
    return allowValues ? span : withoutDocument(span, STEPS_BEFORE_EXECUTION.has(name));
  });
}

function withoutDocument(span: Span, dropsExceptions: boolean): Span {
  const { setAttribute } = span;
  span.setAttribute = (key, value) =>
    key === ATTR_GRAPHQL_SOURCE ? span : setAttribute.call(span, key, value);
  if (dropsExceptions) {
    span.recordException = () => {};
  }
  return span;
}

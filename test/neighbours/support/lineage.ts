import { SpanKind } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace-node';

/** What is read of a span here, so that spans told by another process will do too. */
export type SpanOfFamily = Pick<ReadableSpan, 'name' | 'kind' | 'parentSpanContext'> & {
  spanContext(): { readonly spanId: string };
};

/**
 * The names from the root of the trace down to the span named: `SERVER GET > middleware > handler`.
 * For neighbours that make spans of Nest's own middleware and hooks, which differ with its versions.
 */
export function lineageOf(name: string, spans: readonly SpanOfFamily[]): string {
  const names: string[] = [];
  let span = spans.find((one) => one.name === name);
  while (span !== undefined) {
    names.unshift(
      span.kind === SpanKind.INTERNAL ? span.name : `${SpanKind[span.kind]} ${span.name}`,
    );
    const parentId: string | undefined = span.parentSpanContext?.spanId;
    span = spans.find((one) => one.spanContext().spanId === parentId);
  }
  return names.join(' > ');
}

/** The names of the SERVER spans, of which each request has one. */
export function serverSpans(spans: readonly SpanOfFamily[]): string[] {
  return spans.filter(({ kind }) => kind === SpanKind.SERVER).map(({ name }) => name);
}

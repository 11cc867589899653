import type { Context } from '@opentelemetry/api';
import type { ReadableSpan, Span, SpanProcessor } from '@opentelemetry/sdk-trace-node';

/** Keeps what a processor is told, in order, with the whole span as it was then. */
export class RecordingProcessor implements SpanProcessor {
  readonly seen: { readonly event: string; readonly span: object }[] = [];
  readonly ended: ReadableSpan[] = [];
  readonly parents: Context[] = [];
  flushes = 0;
  shutdowns = 0;

  onStart(span: Span, parent: Context): void {
    this.parents.push(parent);
    this.seen.push({ event: 'start', span: fieldsOf(span) });
  }

  onEnding(span: Span): void {
    this.seen.push({ event: 'ending', span: fieldsOf(span) });
  }

  onEnd(span: ReadableSpan): void {
    this.ended.push(span);
    this.seen.push({ event: 'end', span: fieldsOf(span) });
  }

  async forceFlush(): Promise<void> {
    this.flushes += 1;
  }

  async shutdown(): Promise<void> {
    this.shutdowns += 1;
  }
}

/** Every field of ReadableSpan, copied. */
function fieldsOf(span: ReadableSpan): object {
  const { resource, instrumentationScope, parentSpanContext, ...rest } = pick(span);
  return {
    ...structuredClone(rest),
    parent: parentSpanContext && contextFields(parentSpanContext),
    context: contextFields(span.spanContext()),
    resource: resource.attributes,
    scope: { ...instrumentationScope },
  };
}

function pick(span: ReadableSpan) {
  return {
    name: span.name,
    kind: span.kind,
    startTime: span.startTime,
    endTime: span.endTime,
    duration: span.duration,
    status: span.status,
    attributes: span.attributes,
    links: span.links.map(({ context, ...link }) => ({ ...link, context: contextFields(context) })),
    events: span.events,
    ended: span.ended,
    resource: span.resource,
    instrumentationScope: span.instrumentationScope,
    parentSpanContext: span.parentSpanContext,
    droppedAttributesCount: span.droppedAttributesCount,
    droppedEventsCount: span.droppedEventsCount,
    droppedLinksCount: span.droppedLinksCount,
  };
}

function contextFields(context: ReturnType<ReadableSpan['spanContext']>): object {
  return { ...context, traceState: context.traceState?.serialize() };
}

import { SpanStatusCode } from '@opentelemetry/api';
import type { Span, SpanProcessor } from '@opentelemetry/sdk-trace-node';
import { ATTR_EXCEPTION_MESSAGE, ATTR_EXCEPTION_STACKTRACE } from '../../semconv/attributes.js';
import { redactFailure } from '../redact-failure.js';

/** Redacts what errors say of themselves, before a span ends; the other engine does so by itself. */
export class RedactingSpanProcessor implements SpanProcessor {
  onStart(): void {}

  onEnding(span: Span): void {
    const { code, message } = span.status;
    if (code === SpanStatusCode.ERROR && message !== undefined) {
      span.setStatus({ code, message: redactFailure(message) });
    }
    for (const { name, attributes } of span.events) {
      if (name === 'exception' && attributes !== undefined) {
        redact(attributes, ATTR_EXCEPTION_MESSAGE);
        redact(attributes, ATTR_EXCEPTION_STACKTRACE);
      }
    }
  }

  onEnd(): void {}

  async forceFlush(): Promise<void> {}

  async shutdown(): Promise<void> {}
}

function redact(attributes: Record<string, unknown>, key: string): void {
  const text = attributes[key];
  if (typeof text === 'string') {
    attributes[key] = redactFailure(text);
  }
}

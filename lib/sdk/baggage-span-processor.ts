import { propagation } from '@opentelemetry/api';
import type { Context } from '@opentelemetry/api';
import type { Span, SpanProcessor } from '@opentelemetry/sdk-trace-node';

/** @returns none where no entry is to become an attribute, so that spans are not looked at */
export function createBaggageProcessors(keys: readonly string[]): SpanProcessor[] {
  return keys.length === 0 ? [] : [new BaggageSpanProcessor(keys)];
}

/**
 * Copies the entries of baggage that were listed to each span started where they are in the context:
 * the span of a request or message, and all below it.
 */
class BaggageSpanProcessor implements SpanProcessor {
  constructor(private readonly keys: readonly string[]) {}

  onStart(span: Span, parent: Context): void {
    const baggage = propagation.getBaggage(parent);
    if (baggage === undefined) {
      return;
    }
    for (const key of this.keys) {
      const entry = baggage.getEntry(key);
      if (entry !== undefined) {
        span.setAttribute(key, entry.value);
      }
    }
  }

  onEnd(): void {}

  async forceFlush(): Promise<void> {}

  async shutdown(): Promise<void> {}
}

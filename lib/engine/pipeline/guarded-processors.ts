import type { Context } from '@opentelemetry/api';
import type { ReadableSpan, Span, SpanProcessor } from '@opentelemetry/sdk-trace-node';
import { warnSeldom } from '../../errors/warn-seldom.js';
import { settleAll } from './settle-all.js';

/** Several processors as one. What one of them throws reaches neither the others nor traced code. */
export class GuardedProcessors implements SpanProcessor {
  constructor(private readonly processors: readonly SpanProcessor[]) {}

  onStart(span: Span, parent: Context): void {
    for (const processor of this.processors) {
      try {
        processor.onStart(span, parent);
      } catch (error) {
        warnOf(processor, 'onStart', error);
      }
    }
  }

  onEnding(span: Span): void {
    for (const processor of this.processors) {
      try {
        processor.onEnding?.(span);
      } catch (error) {
        warnOf(processor, 'onEnding', error);
      }
    }
  }

  onEnd(span: ReadableSpan): void {
    for (const processor of this.processors) {
      try {
        processor.onEnd(span);
      } catch (error) {
        warnOf(processor, 'onEnd', error);
      }
    }
  }

  /** @throws array of what went wrong */
  async forceFlush(): Promise<void> {
    await settleAll(this.processors.map(async (processor) => processor.forceFlush()));
  }

  /** @throws array of what went wrong */
  async shutdown(): Promise<void> {
    await settleAll(this.processors.map(async (processor) => processor.shutdown()));
  }
}

function warnOf(processor: SpanProcessor, method: string, error: unknown): void {
  const name = processor.constructor?.name ?? 'without a class';
  warnSeldom(`${method}() of the span processor ${name} threw, and was ignored.`, error);
}

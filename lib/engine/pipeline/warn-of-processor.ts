import type { SpanProcessor } from '@opentelemetry/sdk-trace-node';
import { warnSeldom } from '../../errors/warn-seldom.js';

export function warnOfProcessor(processor: SpanProcessor, method: string, error: unknown): void {
  const name = processor.constructor?.name ?? 'without a class';
  warnSeldom(`${method}() of the span processor ${name} threw, and was ignored.`, error);
}

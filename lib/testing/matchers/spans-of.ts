import { inspect } from 'node:util';
import type { ReadableSpan } from '@opentelemetry/sdk-trace-node';
import { testingMessages } from '../../errors/testing-messages.js';

/** @throws TypeError for what are no spans, which no matcher is to say no to */
export function spansOf(source: unknown, matcher: string): readonly ReadableSpan[] {
  if (Array.isArray(source)) {
    return source as ReadableSpan[];
  }
  const recorder = source as { spans?: () => ReadableSpan[] } | null | undefined;
  if (typeof recorder?.spans === 'function') {
    return recorder.spans();
  }
  const given = inspect(source, { depth: 0 });
  throw new TypeError(`${matcher}() ${testingMessages.noSpans(given)}`);
}

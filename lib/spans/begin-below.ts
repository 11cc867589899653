import { trace } from '@opentelemetry/api';
import type { Context, Link } from '@opentelemetry/api';
import { linksTo } from './links-to.js';

/** Where a span that was caused elsewhere begins. */
export interface Beginning {
  readonly parent: Context;
  readonly links?: Link[];
}

/**
 * Where the span of work that a message, job or event caused begins: below its cause, or as the root
 * of a trace that links to it. What else the context holds, such as baggage, goes on either way.
 *
 * @param cause the context as it came with the message
 */
export function beginBelow(cause: Context, how: 'parent' | 'link'): Beginning {
  return how === 'parent'
    ? { parent: cause }
    : { parent: trace.deleteSpan(cause), links: linksTo(cause) };
}

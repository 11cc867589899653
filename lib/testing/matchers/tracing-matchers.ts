import type { ExpectedSpan } from './expected-span.js';
import type { TracingMatcher } from './matcher.interface.js';
import { toBeOneTrace } from './to-be-one-trace.js';
import { toHaveSpan } from './to-have-span.js';
import { toMatchTrace } from './to-match-trace.js';

/**
 * What `expect(spans)` can be asked besides, where `spans` are finished spans or a `TraceRecorder`.
 *
 * @publicApi
 */
export interface TracingMatchers<R = unknown> {
  /**
   * Whether one of the spans is like that: of this name, or with all that is named. A matcher such as
   * `expect.objectContaining({ name: 'GET' })` is asked about each span as `SpanNode` has it.
   */
  toHaveSpan(expected: string | RegExp | ExpectedSpan): R;

  /**
   * Whether the spans have one trace id and one root, and nobody's parent is missing, but for those
   * that are in another process.
   */
  toBeOneTrace(): R;

  /**
   * Whether the spans are this tree, siblings in any order. A line is the kind, unless it is INTERNAL,
   * and the name; with ERROR behind it for a span that failed; with some of its attributes in braces,
   * `{http.response.status_code: 404}`. The line `...` stands for any others beside it. A line that
   * `spanTree()` writes for one of the spans is that span, with braces and all.
   *
   * @example
   * ```ts
   * import { expect } from 'vitest';
   * import type { ReadableSpan } from '@opentelemetry/sdk-trace-node';
   * import 'nestjs-tracing/testing/vitest';
   *
   * declare const trace: ReadableSpan[];
   *
   * expect(trace).toMatchTrace(`
   *   SERVER GET /orders/:id {http.response.status_code: 200}
   *     OrdersController.find
   *       ...
   * `);
   * ```
   */
  toMatchTrace(tree: string): R;
}

/**
 * For `expect.extend()` of vitest and of Jest. `nestjs-tracing/testing/vitest` and
 * `nestjs-tracing/testing/jest` do that, and tell TypeScript.
 *
 * @publicApi
 */
export const tracingMatchers: Readonly<Record<keyof TracingMatchers, TracingMatcher>> = {
  toHaveSpan,
  toBeOneTrace,
  toMatchTrace,
};

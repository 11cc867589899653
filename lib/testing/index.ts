export { spanTree } from './tree/span-tree.js';
export type { SpanKindName, SpanNode, SpanStatusName, SpanTree } from './tree/span-tree.js';
export { TraceRecorder } from './trace-recorder.js';
export type { SpanPredicate, TracePredicate, WaitOptions } from './trace-recorder.js';
export { TracingTestingModule } from './tracing-testing.module.js';
export type { TracingTestingOptions } from './tracing-testing.module.js';
export { tracingMatchers } from './matchers/tracing-matchers.js';
export type { TracingMatchers } from './matchers/tracing-matchers.js';
export type { ExpectedSpan } from './matchers/expected-span.js';
export type {
  MatcherContext,
  MatcherResult,
  TracingMatcher,
} from './matchers/matcher.interface.js';

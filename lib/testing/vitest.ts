import { expect } from 'vitest';
import { tracingMatchers } from './matchers/tracing-matchers.js';
import type { TracingMatchers } from './matchers/tracing-matchers.js';

declare module 'vitest' {
  // Both have to be declared as vitest does.
  // oxlint-disable-next-line typescript/no-explicit-any, typescript/no-empty-object-type
  interface Matchers<T = any> extends TracingMatchers<T> {}
}

expect.extend(tracingMatchers);

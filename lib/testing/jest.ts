import { testingMessages } from '../errors/testing-messages.js';
import { tracingMatchers } from './matchers/tracing-matchers.js';
import type { TracingMatchers } from './matchers/tracing-matchers.js';

declare global {
  // oxlint-disable-next-line typescript/no-namespace
  namespace jest {
    // As @types/jest declares it.
    // oxlint-disable-next-line typescript/no-empty-object-type
    interface Matchers<R, T = {}> extends TracingMatchers<R> {}
  }
}

// The expect() of '@jest/globals'. In declarations a package that is not there is no mistake; here,
// where Jest is not installed, it would be one.
// @ts-ignore
declare module 'expect' {
  interface Matchers<R> extends TracingMatchers<R> {}
}

interface Extensible {
  extend(matchers: object): void;
}

const { expect } = globalThis as { readonly expect?: Extensible };
if (expect === undefined) {
  throw new Error(testingMessages.noExpect());
}
expect.extend(tracingMatchers);

import type { Instrumentation } from '@opentelemetry/instrumentation';

/** The class of an instrumentation, which also sets its hook for `require` when it is constructed. */
export type InstrumentationClass = new (config: object) => Instrumentation;

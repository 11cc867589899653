import type { Attributes } from '@opentelemetry/api';
import type { SpanExporter } from '@opentelemetry/sdk-trace-node';
import type { InstrumentationsOption } from './instrumentations.interface.js';
import type {
  BatchOptions,
  ExporterName,
  HttpOptions,
  OtlpOptions,
} from './tracing-options.interface.js';

/** Which new traces are recorded. */
export interface ResolvedSampling {
  /** Whether a decision made upstream is kept. */
  readonly isParentBased: boolean;

  /** From 0 (none) to 1 (all). */
  readonly ratio: number;
}

/** The options, complete: nothing after this asks the environment or knows a default. */
export interface ResolvedTracingOptions {
  readonly enabled: boolean;
  readonly exporter: ExporterName | SpanExporter;
  readonly otlp: Readonly<OtlpOptions>;
  readonly batch: Readonly<BatchOptions>;
  readonly sampling: ResolvedSampling;
  /** Resource attributes from code, which stand above those of the environment. */
  readonly declaredResource: Readonly<Attributes>;
  /** Resource attributes that stand below those of the environment. */
  readonly assumedResource: Readonly<Attributes>;
  readonly shutdownTimeoutMs: number;
  readonly instrumentations: InstrumentationsOption;
  readonly http: Readonly<HttpOptions>;
  readonly debug: boolean;
}

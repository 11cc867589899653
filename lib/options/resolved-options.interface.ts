import type { Attributes } from '@opentelemetry/api';
import type { SpanLimits } from '@opentelemetry/sdk-trace-node';
import type { ExporterOption } from './exporters-options.interface.js';
import type { InstrumentationsOption } from './instrumentations.interface.js';
import type { JobsOptions } from './jobs-options.interface.js';
import type { LayerName, LayerPattern } from './layers.interface.js';
import type { LogsOptions } from './logs-options.interface.js';
import type { MessagingOptions } from './messaging-options.interface.js';
import type { HttpOptions } from './http-options.interface.js';
import type { GraphqlOptions } from './graphql-options.interface.js';
import type { BatchOptions, EngineName } from './tracing-options.interface.js';

/** Which new traces are recorded. */
export interface ResolvedSampling {
  /** Whether a decision made upstream is kept. */
  readonly isParentBased: boolean;

  /** From 0 (none) to 1 (all). */
  readonly ratio: number;
}

/** What is done with log lines. */
export type ResolvedLogs = Readonly<Required<LogsOptions>>;

/** How spans are gathered. */
export type ResolvedBatch = Readonly<Required<BatchOptions>>;

/** Where and how OTLP is sent. */
export interface ResolvedOtlp {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** As the variables hold them, those for all signals first; they stand below `headers`. */
  readonly headersFromEnvironment: readonly (string | undefined)[];
  readonly timeoutMs: number;
  readonly isCompressed: boolean;
  /** Whether variables name certificates, which the exporter of the SDK reads. */
  readonly hasCertificates: boolean;
}

/** Which calls of a layer have spans. */
export interface ResolvedLayer {
  readonly minDurationMs: number;
  /** Undefined for all. */
  readonly include: readonly LayerPattern[] | undefined;
  readonly exclude: readonly LayerPattern[];
}

/** By layer; undefined where no call has a span. */
export type ResolvedLayers = Readonly<Record<LayerName, ResolvedLayer | undefined>>;

/** The options, complete: nothing after this asks the environment or knows a default. */
export interface ResolvedTracingOptions {
  readonly enabled: boolean;
  /** Each once, and `none` not among them. */
  readonly exporters: readonly Exclude<ExporterOption, 'none'>[];
  readonly engine: EngineName;
  readonly otlp: ResolvedOtlp;
  readonly batch: ResolvedBatch;
  /** From `OTEL_*_LIMIT`; undefined for the limits of the specification. */
  readonly spanLimits: Readonly<SpanLimits>;
  readonly sampling: ResolvedSampling;
  /** Resource attributes from code, which stand above those of the environment. */
  readonly declaredResource: Readonly<Attributes>;
  /** Resource attributes that stand below those of the environment. */
  readonly assumedResource: Readonly<Attributes>;
  readonly shutdownTimeoutMs: number;
  readonly instrumentations: InstrumentationsOption;
  readonly http: Readonly<HttpOptions>;
  readonly graphql: Readonly<Required<GraphqlOptions>>;
  readonly layers: ResolvedLayers;
  readonly messaging: Readonly<Required<MessagingOptions>>;
  readonly jobs: Readonly<Required<JobsOptions>>;
  readonly logs: ResolvedLogs;
  readonly debug: boolean;
}

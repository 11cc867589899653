import type { Attributes, TextMapPropagator } from '@opentelemetry/api';
import type { Sampler, SpanLimits } from '@opentelemetry/sdk-trace-node';
import type {
  ExporterOption,
  OtlpCertificates,
  OtlpProtocol,
  ZipkinOptions,
} from './exporters-options.interface.js';
import type { BestPracticesOptions } from './best-practices-options.interface.js';
import type { BaggageOptions } from './baggage-options.interface.js';
import type { InstrumentationsOption } from './instrumentations.interface.js';
import type { JobsOptions } from './jobs-options.interface.js';
import type { KeepOptions } from './keep-options.interface.js';
import type { LayerName, LayerPattern } from './layers.interface.js';
import type { PropagatorName } from './propagation-options.interface.js';
import type { ResourceDetectorOption } from './resource-options.interface.js';
import type { LogsOptions } from './logs-options.interface.js';
import type { MessagingOptions } from './messaging-options.interface.js';
import type { HttpOptions } from './http-options.interface.js';
import type { GraphqlOptions } from './graphql-options.interface.js';
import type { RedactOptions } from './redact-options.interface.js';
import type { PathPattern } from './compile-route.js';
import type { ShutdownOptions } from './shutdown-options.interface.js';
import type { BatchOptions } from './batch-options.interface.js';
import type { EngineName } from './tracing-options.interface.js';

/** Which new traces are recorded. */
export interface ResolvedSampling {
  /** Whether a decision made upstream is kept. */
  readonly isParentBased: boolean;

  /** From 0 (none) to 1 (all). */
  readonly ratio: number;

  /** Undefined for no limit. */
  readonly maxPerSecond: number | undefined;

  readonly rules: readonly ResolvedSamplingRule[];

  /** Who is asked about what no rule decides. */
  readonly jaegerRemote: ResolvedJaegerRemote | undefined;

  /** One of the user, which decides in place of all this. */
  readonly sampler: Sampler | undefined;
}

/** What is decided about traces that begin with a certain request or span; undefined for any. */
export interface ResolvedSamplingRule {
  readonly path: PathPattern | undefined;
  readonly method: string | undefined;
  readonly name: string | RegExp | undefined;
  readonly ratio: number;
  readonly maxPerSecond: number | undefined;
}

export interface ResolvedJaegerRemote {
  readonly url: string;
  readonly pollingIntervalMs: number;
}

/** What is known of this process, and who finds out more; each stands above those before it. */
export interface ResolvedResource {
  readonly assumed: Readonly<Attributes>;
  /** Those that go by a name are in this package. */
  readonly detectors: readonly Exclude<ResourceDetectorOption, 'all' | 'none' | 'env'>[];
  readonly fromEnvironment: Readonly<Attributes>;
  readonly declared: Readonly<Attributes>;
}

/** Which traces are kept although they were not sampled. */
export type ResolvedKeep = Readonly<Required<KeepOptions>>;

/** What an application is watched for. */
export type ResolvedBestPractices = Readonly<Required<BestPracticesOptions>>;

/** What is done with log lines. */
export type ResolvedLogs = Readonly<Required<LogsOptions>>;

/** How spans are gathered. */
export interface ResolvedBatch extends Readonly<Required<BatchOptions>> {
  /** The `maxQueueSize` somebody asked for; undefined where it is the default, and bytes are the bound. */
  readonly maxQueueSizeAsked: number | undefined;
}

/** A file to read, and the option or variable that named it. */
export interface NamedFile {
  readonly path: string;
  readonly source: string;
}

/** What happens when the process ends. */
export type ResolvedShutdown = Readonly<Required<ShutdownOptions>>;

/** Where and how OTLP is sent. */
export interface ResolvedOtlp {
  readonly protocol: OtlpProtocol;
  readonly url: string;
  /** By name in lower case, as gRPC wants it and HTTP allows it. */
  readonly headers: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  readonly compression: 'gzip' | 'none';
  readonly certificates: Readonly<Record<keyof OtlpCertificates, NamedFile | undefined>>;
}

/** Where Thrift is sent: to the endpoint when there is one, else to the agent. */
export interface ResolvedJaeger {
  readonly endpoint: string | undefined;
  readonly host: string;
  readonly port: number;
  readonly username: string | undefined;
  readonly password: string | undefined;
}

/** Where Zipkin's JSON is sent. */
export type ResolvedZipkin = Readonly<Required<ZipkinOptions>>;

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
  readonly jaeger: ResolvedJaeger;
  readonly zipkin: ResolvedZipkin;
  readonly batch: ResolvedBatch;
  readonly spanLimits: Readonly<Required<SpanLimits>>;
  readonly baggage: Readonly<Required<BaggageOptions>>;
  readonly redact: Readonly<Required<RedactOptions>>;
  readonly sampling: ResolvedSampling;
  /** Undefined when none are kept. */
  readonly keep: ResolvedKeep | undefined;
  /** By name, each once and `none` not among them, or one of the user's. */
  readonly propagators: readonly Exclude<PropagatorName, 'none'>[] | TextMapPropagator;
  readonly resource: ResolvedResource;
  readonly shutdownTimeoutMs: number;
  readonly shutdown: ResolvedShutdown;
  readonly instrumentations: InstrumentationsOption;
  readonly http: Readonly<HttpOptions>;
  readonly graphql: Readonly<Required<GraphqlOptions>>;
  readonly layers: ResolvedLayers;
  readonly messaging: Readonly<Required<MessagingOptions>>;
  readonly jobs: Readonly<Required<JobsOptions>>;
  readonly logs: ResolvedLogs;
  readonly debug: boolean;
  /** Undefined when the application is not watched. */
  readonly bestPractices: ResolvedBestPractices | undefined;
  /** Sentences about what is wrong and can be worked with. */
  readonly warnings: readonly string[];
}

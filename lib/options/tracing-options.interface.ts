import type { ConfigurableModuleAsyncOptions } from '@nestjs/common';
import type { Attributes } from '@opentelemetry/api';
import type { Sampler, SpanLimits } from '@opentelemetry/sdk-trace-node';
import type { BaggageOptions } from './baggage-options.interface.js';
import type { BestPracticesOptions } from './best-practices-options.interface.js';
import type { BatchOptions } from './batch-options.interface.js';
import type {
  ExporterOption,
  JaegerOptions,
  OtlpOptions,
  ZipkinOptions,
} from './exporters-options.interface.js';
import type { GraphqlOptions } from './graphql-options.interface.js';
import type { HttpOptions } from './http-options.interface.js';
import type { InstrumentationsOption } from './instrumentations.interface.js';
import type { JobsOptions } from './jobs-options.interface.js';
import type { KeepOptions } from './keep-options.interface.js';
import type { LayersOptions } from './layers.interface.js';
import type { LogsOptions } from './logs-options.interface.js';
import type { MessagingOptions } from './messaging-options.interface.js';
import type { PropagatorsOption } from './propagation-options.interface.js';
import type { RedactOptions } from './redact-options.interface.js';
import type { ResourceDetectorOption } from './resource-options.interface.js';
import type { SamplingOptions } from './sampling-options.interface.js';
import type { ShutdownOptions } from './shutdown-options.interface.js';

/** What makes the spans. */
export type EngineName = 'fast' | 'stock';

/**
 * What `TracingModule.forRoot()` takes. Everything is optional; what is left out comes from the
 * environment variable named, then from the default.
 *
 * @publicApi
 */
export interface TracingModuleOptions {
  /**
   * Name of this service in every trace. Name services, not instances: `orders`.
   *
   * Environment: `OTEL_SERVICE_NAME`, then `service.name` in `OTEL_RESOURCE_ATTRIBUTES`.
   * @default 'unknown_service:node'
   */
  serviceName?: string;

  /**
   * Version of this service, as `service.version`.
   *
   * Environment: `service.version` in `OTEL_RESOURCE_ATTRIBUTES`, then `npm_package_version`, which
   * npm sets for its scripts.
   */
  serviceVersion?: string;

  /**
   * Where this service runs, as `deployment.environment.name`: `production`, `staging`.
   *
   * Environment: that key in `OTEL_RESOURCE_ATTRIBUTES`, then `NODE_ENV`.
   */
  environment?: string;

  /**
   * Further resource attributes, which stand on every span of this process.
   *
   * Environment: `OTEL_RESOURCE_ATTRIBUTES`, merged below these: `team.name=shop,cloud.region=eu`, in
   * which a comma, an equals sign and a percent sign are percent-encoded.
   * @see https://opentelemetry.io/docs/specs/semconv/resource/
   */
  resourceAttributes?: Attributes;

  /**
   * Whether anything is traced. When false nothing is patched, started or exported, and decorated
   * methods run with spans that record nothing.
   *
   * Environment: `OTEL_SDK_DISABLED=true`, in capitals or not, means false.
   * @default true
   */
  enabled?: boolean;

  /**
   * Where spans go, one place or a list of them:
   * - `'otlp'`: OTLP, by default over HTTP with protobuf, which Jaeger and every collector take.
   * - `'jaeger'`: Thrift for a Jaeger older than 1.35, with the package
   *   `@opentelemetry/exporter-jaeger`.
   * - `'zipkin'`: Zipkin's JSON, with the package `@opentelemetry/exporter-zipkin`.
   * - `'console'`: a readable tree for each trace, on stderr.
   * - `'memory'`: kept in this process, for tests; read by `TracingService.finishedSpans()`.
   * - `'none'`: nowhere; context is still propagated.
   * - or any OpenTelemetry `SpanExporter`.
   *
   * Environment: `OTEL_TRACES_EXPORTER`, names separated by commas.
   * @default 'otlp'
   */
  exporter?: ExporterOption | readonly ExporterOption[];

  /** The OTLP exporter. What is left out comes from the `OTEL_EXPORTER_OTLP_*` variables. */
  otlp?: OtlpOptions;

  /** The Jaeger exporter. What is left out comes from the `OTEL_EXPORTER_JAEGER_*` variables. */
  jaeger?: JaegerOptions;

  /** The Zipkin exporter. */
  zipkin?: ZipkinOptions;

  /**
   * What makes the spans. `'fast'` is this package's own implementation of the OpenTelemetry API
   * and SDK, whose spans cost a fraction of the usual ones and which sends them as OTLP itself.
   * `'stock'` is `NodeTracerProvider` with the batch processor and exporter of the SDK.
   *
   * With `forRootAsync()`, and after a preload, this comes too late to choose another than `'fast'`.
   * @default 'fast'
   */
  engine?: EngineName;

  /**
   * Which new traces are recorded: all, unless this says otherwise. Any `Sampler` of OpenTelemetry
   * is taken as it is, and asked about every span.
   */
  sampling?: SamplingOptions | Sampler;

  /** Which traces are kept although they were not sampled. None, unless this says otherwise. */
  keep?: KeepOptions;

  /**
   * How trace context and baggage travel from process to process: a list of formats, all of which
   * are written, and of which the last that is found is believed.
   * - `'tracecontext'` and `'baggage'`: the headers of the W3C.
   * - `'b3'` (one header) and `'b3multi'` (several): Zipkin's, of which either is read, with the
   *   package `@opentelemetry/propagator-b3`.
   * - `'jaeger'`: `uber-trace-id`, with the package `@opentelemetry/propagator-jaeger`.
   * - `'none'`, alone: nothing is read or written, and every trace ends with its process.
   * - or, instead of a list, any OpenTelemetry `TextMapPropagator`.
   *
   * A propagator that somebody else has registered stays.
   *
   * Environment: `OTEL_PROPAGATORS`, names separated by commas.
   * @default ['tracecontext', 'baggage']
   * @see https://opentelemetry.io/docs/specs/otel/context/api-propagators/
   */
  propagators?: PropagatorsOption;

  /** What is taken over from the baggage that comes with requests and messages. */
  baggage?: BaggageOptions;

  /**
   * How much one span may hold: `attributeCountLimit`, `eventCountLimit`, `linkCountLimit`,
   * `attributePerEventCountLimit` and `attributePerLinkCountLimit`, and of a text in UTF-16 units
   * `attributeValueLengthLimit`. `Infinity` is no limit.
   *
   * Environment: `OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT`, `OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT`, then
   * `OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT`, `OTEL_ATTRIBUTE_COUNT_LIMIT`; `OTEL_SPAN_EVENT_COUNT_LIMIT`,
   * `OTEL_SPAN_LINK_COUNT_LIMIT`, `OTEL_EVENT_ATTRIBUTE_COUNT_LIMIT`, `OTEL_LINK_ATTRIBUTE_COUNT_LIMIT`.
   * @default 8192 for the length of a text, 128 for every other
   * @see https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/#span-limits
   */
  spanLimits?: SpanLimits;

  /** What is masked besides that which is always masked. */
  redact?: RedactOptions;

  /**
   * What finds out about this process, its host and its surroundings, for the resource; of two that
   * find the same attribute, the later has it. One that fails is told to `diag`, and what it has not
   * found out within 3 seconds is left out.
   * - `'env'`: `OTEL_RESOURCE_ATTRIBUTES`, which stands above all others.
   * - `'host'`, `'os'`, `'process'` (without the arguments of the command line, in which passwords
   *   may stand), `'serviceinstance'` (a random `service.instance.id`).
   * - `'all'` of these, or `'none'`, alone.
   * - or any OpenTelemetry `ResourceDetector`, such as those of the packages
   *   `@opentelemetry/resource-detector-aws`, `-gcp`, `-azure` and `-container`.
   *
   * Environment: `OTEL_NODE_RESOURCE_DETECTORS`, names separated by commas.
   * @default ['env', 'host', 'process', 'serviceinstance']
   */
  resourceDetectors?: readonly ResourceDetectorOption[];

  /** How spans are gathered before they are sent. */
  batch?: BatchOptions;

  /**
   * How long the end of the application or of the process may wait for the last spans to be
   * delivered, in milliseconds.
   * @default 5000
   */
  shutdownTimeoutMs?: number;

  /** What happens when the process ends and nobody closes the application. */
  shutdown?: ShutdownOptions;

  /**
   * Libraries to listen to: `'auto'` for all that are known, `false` for none, or an object that
   * says for each library whether, and with which configuration of its instrumentation.
   *
   * With `forRootAsync()` this comes too late, and only `false` still has an effect.
   * @default 'auto'
   */
  instrumentations?: InstrumentationsOption;

  /** HTTP, in and out. */
  http?: HttpOptions;

  /** Operations of `@nestjs/graphql`. */
  graphql?: GraphqlOptions;

  /**
   * Which of Nest's layers have spans: middleware, guards, interceptors, pipes, handlers, exception
   * filters and providers.
   * - `'quiet'`: handlers always, the others where something happened in them or they took long,
   *   providers never.
   * - `'all'`: every call of every layer but providers.
   * - `false`: none.
   * - or an object that says so for each layer.
   *
   * @default 'quiet'
   */
  layers?: 'quiet' | 'all' | false | LayersOptions;

  /** Events and jobs: how their traces hang together. */
  messaging?: MessagingOptions;

  /** Work that nobody outside asked for: schedules, listeners, queues, commands. */
  jobs?: JobsOptions;

  /** Trace ids in log lines, and what OpenTelemetry itself has to say. */
  logs?: LogsOptions;

  /**
   * Prints each trace as a readable tree on stderr, besides exporting it, and turns `bestPractices`
   * on.
   *
   * Environment: `DEBUG=True` (also `true` and `1`; patterns such as `express:*` are not meant).
   * @default false
   */
  debug?: boolean;

  /**
   * Whether the application is told, while it works, of what makes its traces hard to read or
   * incomplete: ids in span names, too many spans, spans never ended, errors swallowed, context lost.
   * A span then costs some ten times as much, mostly since it is noted where it was started: turn it
   * on in development, and in production only while something is looked for.
   * @default that of `debug`
   */
  bestPractices?: boolean | BestPracticesOptions;
}

/**
 * Makes the options in a class, for `forRootAsync({ useClass })` and `useExisting`.
 *
 * @publicApi
 */
export interface TracingOptionsFactory {
  /** Called once, while the application starts; what it throws or rejects with ends the start. */
  createTracingOptions(): TracingModuleOptions | Promise<TracingModuleOptions>;
}

/**
 * What `TracingModule.forRootAsync()` takes: `useFactory` with `inject`, `useClass` or
 * `useExisting`, and `imports`.
 *
 * @publicApi
 */
export type TracingModuleAsyncOptions = ConfigurableModuleAsyncOptions<
  TracingModuleOptions,
  'createTracingOptions'
>;

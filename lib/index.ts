import 'reflect-metadata';

export { TracingModule } from './tracing.module.js';
export { TracingService } from './tracing.service.js';
export { TRACER } from './tracing.constants.js';
export { TracingConfigurationError } from './errors/tracing-configuration.error.js';
export type { ConfigurationMistake } from './errors/tracing-configuration.error.js';
export type {
  EngineName,
  TracingModuleAsyncOptions,
  TracingModuleOptions,
  TracingOptionsFactory,
} from './options/tracing-options.interface.js';
export type { BatchOptions } from './options/batch-options.interface.js';
export type { BaggageOptions } from './options/baggage-options.interface.js';
export type {
  ExporterName,
  ExporterOption,
  JaegerOptions,
  OtlpCertificates,
  OtlpOptions,
  OtlpProtocol,
  ZipkinOptions,
} from './options/exporters-options.interface.js';
export type {
  BestPracticesOptions,
  PracticeCode,
} from './options/best-practices-options.interface.js';
export type { GraphqlOptions } from './options/graphql-options.interface.js';
export type { HttpOptions } from './options/http-options.interface.js';
export type { JobsOptions } from './options/jobs-options.interface.js';
export type { KeepOptions } from './options/keep-options.interface.js';
export type {
  LayerName,
  LayerOptions,
  LayerPattern,
  LayersOptions,
} from './options/layers.interface.js';
export type { DiagnosticLevel, LogsOptions } from './options/logs-options.interface.js';
export type { PropagatorName, PropagatorsOption } from './options/propagation-options.interface.js';
export type { RedactOptions } from './options/redact-options.interface.js';
export type {
  ResourceDetectorName,
  ResourceDetectorOption,
} from './options/resource-options.interface.js';
export type {
  JaegerRemoteOptions,
  SamplingOptions,
  SamplingRule,
} from './options/sampling-options.interface.js';
export type { ShutdownOptions } from './options/shutdown-options.interface.js';
export type { MessageParent, MessagingOptions } from './options/messaging-options.interface.js';
export type {
  ConnectSwitch,
  InstrumentationConfigs,
  InstrumentationsConfig,
  InstrumentationsOption,
  InstrumentedLibrary,
  ParentSwitch,
} from './options/instrumentations.interface.js';
export type {
  GrpcMetadataKeys,
  InstrumentationSwitch,
  OptionalInstrumentationConfigs,
} from './options/optional-instrumentations.interface.js';
export type {
  DeliveryDiagnostics,
  DiagnosticCode,
  ExporterDiagnostics,
  LibraryDiagnostics,
  TracedBy,
  TracingDiagnostics,
  TracingFinding,
  TracingState,
} from './instrumentation/report/tracing-diagnostics.interface.js';

export { Baggage } from './decorators/baggage.decorator.js';
export { CurrentSpan } from './decorators/current-span.decorator.js';
export { InjectTracer } from './decorators/inject-tracer.decorator.js';
export { NoSpan } from './decorators/no-span.decorator.js';
export { SkipTracing } from './decorators/skip-tracing.decorator.js';
export { SpanAttribute } from './decorators/span-attribute.decorator.js';
export { Span } from './decorators/span.decorator.js';
export type { SpanDecoratorOptions } from './decorators/span-options.interface.js';
export { Traceable } from './decorators/traceable.decorator.js';

export { instrumentRabbitMq } from './instrumentation/clients/instrument-rabbitmq.js';
export { instrumentRedis } from './instrumentation/clients/instrument-redis.js';
export { instrumentTypeOrm } from './instrumentation/clients/instrument-typeorm.js';

export { TracingInterceptor } from './inbound/tracing.interceptor.js';
export { TracedHttpService } from './outbound/http/traced-http.service.js';

export { TracingLogger } from './logging/tracing-logger.js';

export { extractTraceContext, injectTraceContext } from './spans/propagation.js';
export type { TraceCarrier, TraceCarrierMethods } from './spans/propagation.js';
export { runInSpan } from './spans/run-in-span.js';
export type { RunInSpanOptions } from './spans/run-in-span-options.interface.js';

export { formatTrace } from './sdk/console/format-trace.js';
export type { FormatTraceOptions } from './sdk/console/format-trace.js';
export type { TraceSpan, TraceSpanEvent } from './sdk/console/trace-span.interface.js';

/**
 * The environment variables this package reads.
 *
 * @see https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/
 */
export interface TracingEnvironment {
  readonly OTEL_SDK_DISABLED?: string;
  readonly OTEL_SERVICE_NAME?: string;
  readonly OTEL_RESOURCE_ATTRIBUTES?: string;
  readonly OTEL_TRACES_EXPORTER?: string;
  readonly OTEL_TRACES_SAMPLER?: string;
  readonly OTEL_TRACES_SAMPLER_ARG?: string;
  readonly OTEL_EXPORTER_OTLP_ENDPOINT?: string;
  readonly OTEL_EXPORTER_OTLP_TRACES_ENDPOINT?: string;
  readonly OTEL_EXPORTER_OTLP_HEADERS?: string;
  readonly OTEL_EXPORTER_OTLP_TRACES_HEADERS?: string;
  readonly OTEL_EXPORTER_OTLP_TIMEOUT?: string;
  readonly OTEL_EXPORTER_OTLP_TRACES_TIMEOUT?: string;
  readonly OTEL_EXPORTER_OTLP_COMPRESSION?: string;
  readonly OTEL_EXPORTER_OTLP_TRACES_COMPRESSION?: string;
  readonly OTEL_EXPORTER_OTLP_PROTOCOL?: string;
  readonly OTEL_EXPORTER_OTLP_TRACES_PROTOCOL?: string;
  readonly OTEL_EXPORTER_OTLP_INSECURE?: string;
  readonly OTEL_EXPORTER_OTLP_TRACES_INSECURE?: string;
  readonly OTEL_EXPORTER_OTLP_CERTIFICATE?: string;
  readonly OTEL_EXPORTER_OTLP_TRACES_CERTIFICATE?: string;
  readonly OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE?: string;
  readonly OTEL_EXPORTER_OTLP_TRACES_CLIENT_CERTIFICATE?: string;
  readonly OTEL_EXPORTER_OTLP_CLIENT_KEY?: string;
  readonly OTEL_EXPORTER_OTLP_TRACES_CLIENT_KEY?: string;
  readonly OTEL_EXPORTER_JAEGER_ENDPOINT?: string;
  readonly OTEL_EXPORTER_JAEGER_AGENT_HOST?: string;
  readonly OTEL_EXPORTER_JAEGER_AGENT_PORT?: string;
  readonly OTEL_EXPORTER_JAEGER_USER?: string;
  readonly OTEL_EXPORTER_JAEGER_PASSWORD?: string;
  readonly OTEL_EXPORTER_ZIPKIN_ENDPOINT?: string;
  readonly OTEL_PROPAGATORS?: string;
  readonly OTEL_LOG_LEVEL?: string;
  readonly OTEL_NODE_RESOURCE_DETECTORS?: string;
  readonly OTEL_BSP_SCHEDULE_DELAY?: string;
  readonly OTEL_BSP_MAX_QUEUE_SIZE?: string;
  readonly OTEL_BSP_EXPORT_TIMEOUT?: string;
  readonly OTEL_BSP_MAX_EXPORT_BATCH_SIZE?: string;
  readonly OTEL_ATTRIBUTE_COUNT_LIMIT?: string;
  readonly OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT?: string;
  readonly OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT?: string;
  readonly OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT?: string;
  readonly OTEL_SPAN_EVENT_COUNT_LIMIT?: string;
  readonly OTEL_SPAN_LINK_COUNT_LIMIT?: string;
  readonly OTEL_EVENT_ATTRIBUTE_COUNT_LIMIT?: string;
  readonly OTEL_LINK_ATTRIBUTE_COUNT_LIMIT?: string;
  readonly DEBUG?: string;
  readonly NODE_ENV?: string;
  readonly npm_package_version?: string;
}

/** The environment as it is now; an empty variable counts as unset, as OpenTelemetry has it. */
export function readTracingEnvironment(): TracingEnvironment {
  return Object.fromEntries(
    Object.entries(process.env).filter(([, value]) => value !== undefined && value.trim() !== ''),
  );
}

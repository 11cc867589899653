import type { SpanExporter } from '@opentelemetry/sdk-trace-node';

/** Exporters known by name. */
export type ExporterName = 'otlp' | 'jaeger' | 'zipkin' | 'console' | 'memory' | 'none';

/** Where spans go: by name, or any OpenTelemetry `SpanExporter`. */
export type ExporterOption = ExporterName | SpanExporter;

/** How OTLP travels. */
export type OtlpProtocol = 'http/protobuf' | 'http/json' | 'grpc';

/**
 * The exporter named `otlp`, which is the default.
 *
 * @publicApi
 */
export interface OtlpOptions {
  /**
   * Full URL to send to; with `protocol: 'grpc'` that of the server alone, such as
   * `http://localhost:4317`, or its host and port, which are reached over TLS.
   *
   * Environment: `OTEL_EXPORTER_OTLP_TRACES_ENDPOINT`, or `OTEL_EXPORTER_OTLP_ENDPOINT` with
   * `/v1/traces` appended. For gRPC each is taken as it is, and one without a scheme is reached
   * without TLS where `OTEL_EXPORTER_OTLP_TRACES_INSECURE` or `OTEL_EXPORTER_OTLP_INSECURE` is true.
   * @default 'http://localhost:4318/v1/traces', and 'http://localhost:4317' for gRPC
   */
  url?: string;

  /**
   * How OTLP travels. `'http/json'` needs the package `@opentelemetry/exporter-trace-otlp-http`, and `'grpc'`
   * `@opentelemetry/exporter-trace-otlp-grpc`.
   *
   * Environment: `OTEL_EXPORTER_OTLP_TRACES_PROTOCOL`, then `OTEL_EXPORTER_OTLP_PROTOCOL`.
   * @default 'http/protobuf'
   */
  protocol?: OtlpProtocol;

  /**
   * Headers of each export request, such as an API key; metadata over gRPC. Values are printable
   * ASCII.
   *
   * Environment: `OTEL_EXPORTER_OTLP_HEADERS` and `OTEL_EXPORTER_OTLP_TRACES_HEADERS`
   * (`api-key=abc,tenant=shop`, percent-encoded), merged below these.
   */
  headers?: Record<string, string>;

  /**
   * How long one export request may take, in milliseconds. With the fast engine a batch that was not
   * taken by then waits and is sent again; that of the SDK is dropped.
   *
   * Environment: `OTEL_EXPORTER_OTLP_TRACES_TIMEOUT`, then `OTEL_EXPORTER_OTLP_TIMEOUT`.
   * @default 10000
   */
  timeoutMs?: number;

  /**
   * How requests are compressed.
   *
   * Environment: `OTEL_EXPORTER_OTLP_TRACES_COMPRESSION`, then `OTEL_EXPORTER_OTLP_COMPRESSION`.
   * @default 'none'
   */
  compression?: 'gzip' | 'none';

  /**
   * Certificates for https, as paths of PEM files, which are read while the application starts.
   *
   * @throws TracingConfigurationError for a file that cannot be read or used
   */
  certificates?: OtlpCertificates;
}

/**
 * Certificates for OTLP over https, each as the path of a PEM file.
 *
 * @publicApi
 */
export interface OtlpCertificates {
  /**
   * Who is trusted, instead of the authorities Node knows.
   *
   * Environment: `OTEL_EXPORTER_OTLP_TRACES_CERTIFICATE`, then `OTEL_EXPORTER_OTLP_CERTIFICATE`.
   */
  ca?: string;

  /**
   * Who this client is.
   *
   * Environment: `OTEL_EXPORTER_OTLP_TRACES_CLIENT_CERTIFICATE`, then
   * `OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE`.
   */
  cert?: string;

  /**
   * Private key of `cert`.
   *
   * Environment: `OTEL_EXPORTER_OTLP_TRACES_CLIENT_KEY`, then `OTEL_EXPORTER_OTLP_CLIENT_KEY`.
   */
  key?: string;
}

/**
 * The exporter named `jaeger`, for installations older than OTLP: Thrift over HTTP when there is an
 * `endpoint`, else over UDP. `host` or `port` in code stand above an endpoint of the environment.
 *
 * @publicApi
 */
export interface JaegerOptions {
  /**
   * URL of a Jaeger collector: `http://localhost:14268/api/traces`.
   *
   * Environment: `OTEL_EXPORTER_JAEGER_ENDPOINT`.
   */
  endpoint?: string;

  /**
   * Host of a Jaeger agent, for UDP.
   *
   * Environment: `OTEL_EXPORTER_JAEGER_AGENT_HOST`.
   * @default 'localhost'
   */
  host?: string;

  /**
   * UDP port of that agent for Thrift's binary protocol.
   *
   * Environment: `OTEL_EXPORTER_JAEGER_AGENT_PORT`.
   * @default 6832
   */
  port?: number;

  /**
   * For an endpoint with basic authentication.
   *
   * Environment: `OTEL_EXPORTER_JAEGER_USER`.
   */
  username?: string;

  /**
   * For an endpoint with basic authentication; both are sent, or none.
   *
   * Environment: `OTEL_EXPORTER_JAEGER_PASSWORD`.
   */
  password?: string;
}

/**
 * The exporter named `zipkin`.
 *
 * @publicApi
 */
export interface ZipkinOptions {
  /**
   * Full URL to send to.
   *
   * Environment: `OTEL_EXPORTER_ZIPKIN_ENDPOINT`.
   * @default 'http://localhost:9411/api/v2/spans'
   */
  url?: string;

  /** Headers of each export request. */
  headers?: Record<string, string>;
}

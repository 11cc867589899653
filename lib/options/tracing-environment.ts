/**
 * The environment variables this package reads by itself. The OTLP exporter, the batch
 * processor and the resource detectors read theirs.
 */
export interface TracingEnvironment {
  readonly OTEL_SDK_DISABLED?: string;
  readonly OTEL_TRACES_EXPORTER?: string;
  readonly OTEL_TRACES_SAMPLER?: string;
  readonly OTEL_TRACES_SAMPLER_ARG?: string;
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

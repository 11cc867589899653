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

const SEMCONV_OPT_IN = 'OTEL_SEMCONV_STABILITY_OPT_IN';

/**
 * Runs work with the stable semantic conventions chosen, unless the user chose: instrumentations
 * ask this variable, and nothing else, when they are constructed.
 *
 * @see https://opentelemetry.io/docs/specs/semconv/non-normative/http-migration/
 */
export function withStableSemconv<T>(work: () => T): T {
  if (process.env[SEMCONV_OPT_IN] !== undefined) {
    return work();
  }
  process.env[SEMCONV_OPT_IN] = 'http,database';
  try {
    return work();
  } finally {
    delete process.env[SEMCONV_OPT_IN];
  }
}

/** Instrumentation scope of every span this package makes. */
export const TRACER_NAME = 'nestjs-tracing';

/** Version of that scope: the one in package.json, written here by a release and compared by a test. */
export const TRACER_VERSION = '0.1.0';

/**
 * Injection token of the OpenTelemetry `Tracer`.
 *
 * @publicApi
 */
export const TRACER = Symbol.for('nestjs-tracing:tracer');

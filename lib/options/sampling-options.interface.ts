/**
 * Which new traces are recorded. What is left out comes from `OTEL_TRACES_SAMPLER` and
 * `OTEL_TRACES_SAMPLER_ARG`.
 *
 * @publicApi
 */
export interface SamplingOptions {
  /**
   * Share of new traces to record, from 0 (none) to 1 (all). Traces begun upstream keep the
   * caller's decision, so lowering this in one service never cuts a trace in half.
   *
   * Environment: `OTEL_TRACES_SAMPLER` and `OTEL_TRACES_SAMPLER_ARG`.
   * @default 1
   * @see https://opentelemetry.io/docs/specs/otel/trace/sdk/#parentbased
   */
  ratio?: number;
}

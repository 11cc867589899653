/**
 * Which new traces are recorded. A trace begun in another service keeps its caller's decision,
 * unless `parentBased` is false, and none of the other options is asked about it.
 *
 * `OTEL_TRACES_SAMPLER` and `OTEL_TRACES_SAMPLER_ARG` say what `ratio`, `parentBased` and
 * `jaegerRemote` leave out, and are not looked at where `ratio` is given.
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

  /**
   * Whether a trace that was begun in another service keeps the decision made there. When false
   * this service decides about its part by itself, as a public entry may want to. Below a span of
   * this process its decision always holds.
   *
   * Environment: names in `OTEL_TRACES_SAMPLER` that do not begin with `parentbased_` mean false,
   * where the code gives neither `ratio` nor `jaegerRemote`.
   * @default true
   */
  parentBased?: boolean;

  /**
   * Most new traces that this process records in a second, of those that `ratio` lets through: 0 is
   * none, 0.1 is one in ten seconds. After a quiet time as many as of one second may come at once.
   * @default no limit
   */
  maxPerSecond?: number;

  /**
   * What is decided otherwise, such as `{ route: '/checkout', ratio: 1 }`. The first rule that
   * matches decides about a new trace alone: `ratio` and `maxPerSecond` above, and Jaeger, are for
   * the rest. It cannot bring back what a caller has dropped: put it into the service where the
   * trace begins.
   * @default []
   */
  rules?: readonly SamplingRule[];

  /**
   * Lets Jaeger, or a collector with the extension `jaegerremotesampling`, decide: strategies for
   * this service are asked for over HTTP. Until the first answer `ratio` and `maxPerSecond` hold,
   * afterwards the last answer does, also while there is no other.
   *
   * Environment: `OTEL_TRACES_SAMPLER=parentbased_jaeger_remote` (or `jaeger_remote`).
   * @see https://www.jaegertracing.io/docs/latest/architecture/sampling/
   */
  jaegerRemote?: JaegerRemoteOptions;
}

/**
 * A decision about those new traces for which everything holds that the rule names; at least one of
 * `route`, `method` and `name` is needed. The decision is made when the first span of the trace
 * starts, from what is known by then.
 *
 * @publicApi
 */
export interface SamplingRule {
  /**
   * Path of the request, since the route is not known yet, with a global prefix and without the
   * query: `'/checkout'`, `'/orders/:id'` with one segment that may be anything, `'/internal/*'`
   * with anything below. A slash at the end makes no difference, upper case does. A RegExp is
   * matched against the path as it was sent, whatever an outsider has written into it.
   */
  route?: string | RegExp;

  /** Method of the request, such as `'POST'`. */
  method?: string;

  /**
   * Name of the first span of the trace as it starts: `'process order.placed'` for messages and
   * jobs, `'ReportService.nightly'` for your own. That of an HTTP request is its method, until it
   * has been routed.
   */
  name?: string | RegExp;

  /**
   * Share of these traces to record, from 0 to 1.
   * @default 1
   */
  ratio?: number;

  /**
   * Most of these traces that this process records in a second, of those that `ratio` lets through.
   * @default no limit
   */
  maxPerSecond?: number;
}

/**
 * Where sampling strategies are asked for. A strategy for an operation counts for the first span of
 * a trace which starts with that name; for an HTTP request also `GET /orders/:id`, whose path is
 * compared as that of a `SamplingRule`.
 *
 * @publicApi
 */
export interface JaegerRemoteOptions {
  /**
   * URL to ask at over HTTP; one without a path gets `/sampling`. A collector of Jaeger 1 has
   * `http://collector:14268/api/sampling`. Ports 14250 and 5779 speak gRPC, which is not supported.
   *
   * Environment: `endpoint=` in `OTEL_TRACES_SAMPLER_ARG`.
   * @default 'http://localhost:5778/sampling'
   */
  endpoint?: string;

  /**
   * Age from which an answer is asked for anew, when the next trace begins, in milliseconds.
   *
   * Environment: `pollingIntervalMs=` in `OTEL_TRACES_SAMPLER_ARG`.
   * @default 60000
   */
  pollingIntervalMs?: number;
}

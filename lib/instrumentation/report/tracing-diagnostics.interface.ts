import type { PracticeCode } from '../../options/best-practices-options.interface.js';

/**
 * Whether, and by whom, an application is traced:
 * - `'on'`: by this package, with the options of this application.
 * - `'off'`: `enabled` is false.
 * - `'guest'`: somebody else's tracer provider was registered first and gets our spans.
 * - `'replaced'`: another application of this process started later with tracing off, which holds for
 *   the whole process.
 * - `'blocked'`: another copy of `@opentelemetry/api` was first and does not let our provider in, so
 *   that there are no spans.
 *
 * @publicApi
 */
export type TracingState = 'on' | 'off' | 'guest' | 'replaced' | 'blocked';

/**
 * How a library came to its spans:
 * - `'hook'`: patched as it was loaded, by the hook for `require` or `import`.
 * - `'late'`: patched after it was loaded.
 * - `'helper'`: a client was given to `instrumentTypeOrm()`, `instrumentRedis()` or
 *   `instrumentRabbitMq()`.
 * - `'built in'`: it needs no patch, since it tells of its work by itself.
 *
 * @publicApi
 */
export type TracedBy = 'hook' | 'late' | 'helper' | 'built in';

/**
 * Stable names of what may be said, to tell findings apart in code.
 *
 * Problems, each a line of warning when the application starts:
 * - `UNSUPPORTED_VERSION`: the instrumentation of the library does not know this version.
 * - `INSTRUMENTATION_MISSING`: the library is in use, its OpenTelemetry package is not installed.
 * - `INSTRUMENTATION_BROKEN`: that package is installed and could not be loaded.
 * - `PATCH_FAILED`: the instrumentation threw when it patched the library.
 * - `NOT_PATCHABLE`: the library was loaded in a way that cannot be patched.
 * - `API_COPY_IN_CHARGE`: the `state` is `'blocked'`.
 * - `API_COPY_TOO_NEW`: a copy of `@opentelemetry/api` is too new for the one in charge.
 *
 * Notes, shown with `debug` alone:
 * - `LOADED_EARLY`: the library was in use before tracing started, and some of it has no spans.
 * - `SWITCHED_OFF`: the option `instrumentations` leaves the library out.
 * - `OTHER_PROVIDER`: the `state` is `'guest'`.
 * - `OTHER_APPLICATION`: another application of this process started later. The options
 *   `instrumentations` and `propagators` of that one hold for the whole process, and it gets the spans
 *   of work that is no application's; or the `state` is `'replaced'`.
 * - `NO_EXPORTER`: `exporter` is `'none'`.
 * - `BUNDLED`: this package is part of a bundle, and libraries in the same bundle cannot be seen.
 * - `API_COPIES`: several copies of `@opentelemetry/api` are loaded, and get on with each other.
 * - `TRACING_OFF`: the `state` is `'off'`.
 *
 * Further notes, with `bestPractices`, are those of `PracticeCode`, each a line of warning when it is
 * seen first.
 *
 * A problem of one library is a note where spans of Nest or of a driver tell of the same work:
 * graphql, grpc, kafkajs, socket.io, knex, winston, dataloader and lru-memoizer, unless the option
 * `instrumentations` names it.
 *
 * @publicApi
 */
export type DiagnosticCode =
  | 'UNSUPPORTED_VERSION'
  | 'INSTRUMENTATION_MISSING'
  | 'INSTRUMENTATION_BROKEN'
  | 'PATCH_FAILED'
  | 'NOT_PATCHABLE'
  | 'API_COPY_IN_CHARGE'
  | 'API_COPY_TOO_NEW'
  | 'LOADED_EARLY'
  | 'SWITCHED_OFF'
  | 'OTHER_PROVIDER'
  | 'OTHER_APPLICATION'
  | 'NO_EXPORTER'
  | 'BUNDLED'
  | 'API_COPIES'
  | 'TRACING_OFF'
  | PracticeCode;

/**
 * One thing that is worth knowing.
 *
 * @publicApi
 */
export interface TracingFinding {
  /** Stable name of the kind of finding. */
  readonly code: DiagnosticCode;

  /** What it is, of which library, why, and what to do. */
  readonly message: string;
}

/**
 * One copy of a library that is in use, or a part of Node or Nest.
 *
 * @publicApi
 */
export interface LibraryDiagnostics {
  /** Its name in the option `instrumentations`; `'nest'` for a part of Nest. */
  readonly library: string;

  /** The package, such as `@redis/client` for `redis`; for a part of Node or Nest what it does. */
  readonly packageName: string;

  /** Version of that package, for a part of Node that of Node; absent where it is not known. */
  readonly version?: string;

  /** Folder of this copy; absent for a part of Node, and where no hook could see it. */
  readonly folder?: string;

  /** Absent where it has no spans. */
  readonly tracedBy?: TracedBy;

  /** Why it has no spans, or not all of them. */
  readonly finding?: TracingFinding;
}

/**
 * One place that spans go to.
 *
 * @publicApi
 */
export interface ExporterDiagnostics {
  /** `'otlp'`, `'jaeger'`, `'zipkin'`, `'console'`, `'memory'`, or the class of an exporter of the user. */
  readonly name: string;

  /**
   * Where it sends to, without credentials and without `/v1/traces`: `http://collector:4318`,
   * `udp://localhost:6832`. Absent for others than OTLP, Jaeger and Zipkin.
   */
  readonly endpoint?: string;
}

/**
 * Where spans go, and how many of them.
 *
 * @publicApi
 */
export interface DeliveryDiagnostics {
  /** None for `exporter: 'none'`. */
  readonly exporters: readonly ExporterDiagnostics[];

  /**
   * Share of new traces that is recorded, from 0 to 1; absent where a `sampler` decides. Where there
   * are `samplingStrategies`, that until the first answer.
   */
  readonly sampleRatio?: number;

  /** Whether a decision made upstream is kept; absent where a `sampler` decides. */
  readonly isParentBased?: boolean;

  /** Most new traces a second; absent where there is no limit. */
  readonly maxTracesPerSecond?: number;

  /** How many rules decide otherwise; absent where there are none. */
  readonly samplingRules?: number;

  /** Where Jaeger is asked for strategies, without credentials and without the query. */
  readonly samplingStrategies?: string;

  /** Class of a sampler of the user. */
  readonly sampler?: string;
}

/**
 * What is traced in this process, by which way, and what is not and why: plain data, frozen, which
 * `JSON.stringify()` takes as it is. It holds no header and no credential of a URL.
 *
 * @publicApi
 */
export interface TracingDiagnostics {
  /** `service.name`, under which the spans are found. */
  readonly serviceName: string;

  /** Whether, and by whom, the application is traced. */
  readonly state: TracingState;

  /** Absent unless `state` is `'on'`. */
  readonly delivery?: DeliveryDiagnostics;

  /** Class of the tracer provider that gets the spans where `state` is `'guest'`. */
  readonly provider?: string;

  /** Parts of Nest first, then in the order of `InstrumentationConfigs`. Empty when `state` is `'off'`. */
  readonly libraries: readonly LibraryDiagnostics[];

  /** What is to be mended. */
  readonly problems: readonly TracingFinding[];

  /** What is good to know. */
  readonly notes: readonly TracingFinding[];
}

import type { Span } from '@opentelemetry/api';

/**
 * What every instrumentation takes.
 *
 * @publicApi
 */
export interface InstrumentationSwitch {
  /** False for no spans. Default true. */
  enabled?: boolean;
}

/**
 * The libraries whose OpenTelemetry instrumentation is an optional peer: install the package named
 * and the library has spans. The shapes are those of the packages, repeated here since a public
 * type must not need a package that may be missing; a hook for which `unknown` is too little gets
 * the package's own type by a cast.
 *
 * @publicApi
 */
export interface OptionalInstrumentationConfigs {
  /** MongoDB's driver; `@opentelemetry/instrumentation-mongodb`. */
  mongodb: InstrumentationSwitch & {
    /** Whether values are shown in `db.query.text`. Default false: each is a `?`. */
    enhancedDatabaseReporting?: boolean;
    dbStatementSerializer?: (command: Record<string, unknown>) => string;
    responseHook?: (span: Span, response: { data: object }) => void;
    /** Default true: no span outside of a trace. */
    requireParentSpan?: boolean;
  };

  /**
   * Mongoose; `@opentelemetry/instrumentation-mongoose`. One operation is one span, which tells about
   * the commands that the driver sends.
   */
  mongoose: InstrumentationSwitch & {
    /** False for a span of each command as well; true silences everything that runs inside. */
    suppressInternalInstrumentation?: boolean;
    /** Whether this text stands in `db.query.text`, in place of the driver's. */
    dbStatementSerializer?: (operation: string, payload: object) => string;
    responseHook?: (span: Span, response: { response: unknown }) => void;
    /** Default true: no span outside of a trace. */
    requireParentSpan?: boolean;
  };

  /** KafkaJS; `@opentelemetry/instrumentation-kafkajs`. */
  kafkajs: InstrumentationSwitch & {
    producerHook?: (span: Span, info: { topic: string; message: object }) => void;
    consumerHook?: (span: Span, info: { topic: string; message: object }) => void;
  };

  /**
   * The steps of a query (parse, validate, execute) in traces, beside our spans for requests and
   * resolvers; `@opentelemetry/instrumentation-graphql`. Of servers that were loaded before
   * `forRoot()` it sees nothing.
   */
  graphql: InstrumentationSwitch & {
    /**
     * Whether the spans show documents with their values, variables, and errors that quote them.
     * Default false: none of it; our option `graphql.document` records documents without values.
     */
    allowValues?: boolean;
    depth?: number;
    /** Default true, since resolvers have our spans. */
    ignoreResolveSpans?: boolean;
    ignoreTrivialResolveSpans?: boolean;
    flatResolveSpans?: boolean;
    mergeItems?: boolean;
    responseHook?: (span: Span, data: object) => void;
  };

  /**
   * `@grpc/grpc-js`, clients and servers; `@opentelemetry/instrumentation-grpc`. Clients made before
   * `forRoot()` have no spans. Calls through Nest's gRPC transport have spans without it, and what is
   * set here does not concern them.
   */
  grpc: InstrumentationSwitch & {
    ignoreGrpcMethods?: (string | RegExp | ((method: string) => boolean))[];
    metadataToSpanAttributes?: {
      client?: { responseMetadata?: string[]; requestMetadata?: string[] };
      server?: { responseMetadata?: string[]; requestMetadata?: string[] };
    };
  };

  /**
   * Knex; `@opentelemetry/instrumentation-knex`. One query is one span, with the SQL and the
   * connection as the driver tells them.
   */
  knex: InstrumentationSwitch & {
    /** False for the driver's span as well, as for `typeorm`. */
    suppressInternalInstrumentation?: boolean;
    /** Most characters of SQL shown, which is then Knex's own. 0 for none. */
    maxQueryLength?: number;
    /** Default true: no span outside of a trace. */
    requireParentSpan?: boolean;
  };

  /**
   * Events that Socket.IO servers send, and what arrives at servers beside Nest; gateways have spans
   * of ours. An event sent outside of a trace begins none. `@opentelemetry/instrumentation-socket.io`.
   */
  'socket.io': InstrumentationSwitch & {
    emitHook?: (span: Span, info: { payload: unknown[] }) => void;
    emitIgnoreEventList?: string[];
    onHook?: (span: Span, info: { payload: unknown[] }) => void;
    onIgnoreEventList?: string[];
    traceReserved?: boolean;
  };

  /** Trace ids in winston's records; `@opentelemetry/instrumentation-winston`. */
  winston: InstrumentationSwitch & {
    /** Default true: records are not sent as OpenTelemetry logs. */
    disableLogSending?: boolean;
    disableLogCorrelation?: boolean;
    logHook?: (span: Span, record: Record<string, unknown>) => void;
  };

  /**
   * DataLoader; `@opentelemetry/instrumentation-dataloader`. All keys asked for below a span at a
   * time are one span `dataloader.load`, however many there are, and the batch is below the first.
   */
  dataloader: InstrumentationSwitch & {
    /** Default true: no span outside of a trace. */
    requireParentSpan?: boolean;
  };

  /**
   * Context through lru-memoizer, which has no spans; `@opentelemetry/instrumentation-lru-memoizer`.
   * Off unless asked for: with it (0.67) a memoizer has no `del`, `reset`, `keys`, `on` and `once`.
   */
  'lru-memoizer': InstrumentationSwitch;

  /**
   * Nest itself, in the words of `@opentelemetry/instrumentation-nestjs-core` 0.69, for dashboards
   * that know its span names. Off unless asked for; our spans for handlers then step aside. Its span
   * for the start of the application is left out.
   */
  'nestjs-core': InstrumentationSwitch;
}

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
 * Metadata of gRPC calls to record, by key: `rpc.request.metadata.<key>` and
 * `rpc.response.metadata.<key>`.
 *
 * @publicApi
 */
export interface GrpcMetadataKeys {
  /** Keys of what the client sends. Default: none. */
  requestMetadata?: string[];
  /** Keys of what the server answers with. Default: none. */
  responseMetadata?: string[];
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
    /** Makes `db.query.text` of a command. Default: its text with `?` in the place of each value. */
    dbStatementSerializer?: (command: Record<string, unknown>) => string;
    /** Called with what the server answered, before the span ends. */
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
    /** Called with what the operation resolved to, before the span ends. */
    responseHook?: (span: Span, response: { response: unknown }) => void;
    /** Default true: no span outside of a trace. */
    requireParentSpan?: boolean;
  };

  /** KafkaJS; `@opentelemetry/instrumentation-kafkajs`. */
  kafkajs: InstrumentationSwitch & {
    /** Called for each message that is sent, before it is. */
    producerHook?: (span: Span, info: { topic: string; message: object }) => void;
    /** Called for each message that arrives, before it is handled. */
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
    /** Deepest level of fields whose resolvers have spans; 0 for none. Default: all of them. */
    depth?: number;
    /** Default true, since resolvers have our spans. */
    ignoreResolveSpans?: boolean;
    /** Whether fields without a resolver of their own have no spans. Default false. */
    ignoreTrivialResolveSpans?: boolean;
    /** Whether spans of resolvers are siblings, instead of a tree. Default false. */
    flatResolveSpans?: boolean;
    /** Whether the items of a list share one span, `users.*.name`. Default false. */
    mergeItems?: boolean;
    /** Called with the result of an execution, before its span ends. */
    responseHook?: (span: Span, data: object) => void;
  };

  /**
   * `@grpc/grpc-js`, clients and servers; `@opentelemetry/instrumentation-grpc`. Clients made before
   * `forRoot()` have no spans. Calls through Nest's gRPC transport have spans without it, and what is
   * set here does not concern them.
   */
  grpc: InstrumentationSwitch & {
    /** Methods without spans, by name, RegExp, or a function of the name. Default: none. */
    ignoreGrpcMethods?: (string | RegExp | ((method: string) => boolean))[];
    /** Keys of metadata to record as attributes. Default: none. */
    metadataToSpanAttributes?: {
      /** On the spans of calls that are made. */
      client?: GrpcMetadataKeys;
      /** On the spans of calls that arrive. */
      server?: GrpcMetadataKeys;
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
    /** Called before an event is sent. */
    emitHook?: (span: Span, info: { payload: unknown[] }) => void;
    /** Events that have no spans when they are sent. Default: none. */
    emitIgnoreEventList?: string[];
    /** Called before a listener of an event runs. */
    onHook?: (span: Span, info: { payload: unknown[] }) => void;
    /** Events that have no spans when they arrive. Default: none. */
    onIgnoreEventList?: string[];
    /** Whether Socket.IO's own events, such as `connect`, have spans. Default false. */
    traceReserved?: boolean;
  };

  /** Trace ids in winston's records; `@opentelemetry/instrumentation-winston`. */
  winston: InstrumentationSwitch & {
    /** Default true: records are not sent as OpenTelemetry logs. */
    disableLogSending?: boolean;
    /** True for records without trace ids. Default false. */
    disableLogCorrelation?: boolean;
    /** Called for each record inside a trace, to add fields to it. */
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

import type { Instrumentation } from '@opentelemetry/instrumentation';
import type { AmqplibInstrumentationConfig } from '@opentelemetry/instrumentation-amqplib';
import type { HttpInstrumentationConfig } from '@opentelemetry/instrumentation-http';
import type { IORedisInstrumentationConfig } from '@opentelemetry/instrumentation-ioredis';
import type { MySQL2InstrumentationConfig } from '@opentelemetry/instrumentation-mysql2';
import type { PgInstrumentationConfig } from '@opentelemetry/instrumentation-pg';
import type { RedisInstrumentationConfig } from '@opentelemetry/instrumentation-redis';
import type { TypeormInstrumentationConfig } from '@opentelemetry/instrumentation-typeorm';
import type { UndiciInstrumentationConfig } from '@opentelemetry/instrumentation-undici';
import type {
  InstrumentationSwitch,
  OptionalInstrumentationConfigs,
} from './optional-instrumentations.interface.js';

/**
 * Whether a library begins traces, where its instrumentation has no such switch.
 *
 * @publicApi
 */
export interface ParentSwitch {
  /** Default true: no span outside of a trace. */
  requireParentSpan?: boolean;
}

/**
 * Whether the opening of connections has spans, by the name this has for `pg`.
 *
 * @publicApi
 */
export interface ConnectSwitch {
  /** Default true: opening a connection has no span. */
  ignoreConnectSpans?: boolean;
}

/**
 * The libraries we listen to, and the configuration each one's OpenTelemetry instrumentation takes.
 * What is given is merged over our defaults, key by key.
 *
 * @publicApi
 */
export interface InstrumentationConfigs extends OptionalInstrumentationConfigs {
  /**
   * `node:http` and `node:https` as a client. Requests that come in have their span from Nest.
   *
   * A request without a parent span starts a trace of its own, since the spans of the service it
   * calls hang from it. Set `requireParentforOutgoingSpans` to have none.
   */
  http: HttpInstrumentationConfig;

  /**
   * `fetch` and the package `undici`. As for `http`, a request without a parent starts a trace;
   * set `requireParentforSpans` to have none.
   */
  undici: UndiciInstrumentationConfig;

  /**
   * TypeORM. One operation, such as `repository.save()`, is one span: the statements its driver
   * sends are told by that span, as `db.query.text` with placeholders, and have none of their own.
   * Entities and other arguments are never recorded.
   *
   * Set `suppressInternalInstrumentation: false` to have a span for each statement as well, or
   * `typeorm: false` to have only those. With `pg: false` repository methods show no SQL.
   *
   * `requireParentSpan` is true, so that migrations and queries at boot begin no traces.
   */
  typeorm: TypeormInstrumentationConfig & ParentSwitch;

  /**
   * PostgreSQL's `pg` and `pg-pool`. `requireParentSpan` is true, so that pools and start-up
   * queries begin no traces, and `ignoreConnectSpans` too, so that one query is one span.
   */
  pg: PgInstrumentationConfig;

  /**
   * `ioredis`. `requireParentSpan` is true, as for `pg`. `db.query.text` shows the command and its
   * key; set `dbStatementSerializer: (command) => command` if your keys are secret. `connect` has
   * no span unless `ignoreConnectSpans` is false.
   *
   * What Nest's Redis transport and BullMQ send for themselves has no spans.
   */
  ioredis: IORedisInstrumentationConfig & ConnectSwitch;

  /**
   * MySQL and MariaDB by `mysql2`. `maskStatement` is true, so that values stay out of the SQL shown,
   * and `requireParentSpan` too, as for `pg`.
   */
  mysql2: MySQL2InstrumentationConfig & ParentSwitch;

  /** `redis` (node-redis 4 to 6). As for `ioredis`. */
  redis: RedisInstrumentationConfig & ConnectSwitch;

  /**
   * RabbitMQ by `amqplib`, also through `amqp-connection-manager`: a PRODUCER span for what is
   * published, a CONSUMER span for what arrives. A message that carries a `traceparent` already is
   * left as it is, and what Nest's RabbitMQ transport sends has only the spans of its hop.
   */
  amqplib: AmqplibInstrumentationConfig;

  /**
   * Trace ids in the records of `pino` 6.8 to 10, and so of nestjs-pino and of Fastify's logger, also
   * in loggers made earlier. They stand at the end of a record, beside the key of a `nestedKey`. A
   * record that has one of the fields already, from a mixin of yours, is left as it is.
   */
  pino: InstrumentationSwitch & {
    /** Names of the fields in a record. */
    logKeys?: {
      /** @default 'trace_id' */
      traceId?: string;
      /** @default 'span_id' */
      spanId?: string;
      /** @default 'trace_flags' */
      traceFlags?: string;
    };
  };
}

/**
 * Named as the OpenTelemetry packages: `ioredis` is `@opentelemetry/instrumentation-ioredis`.
 *
 * @publicApi
 */
export type InstrumentedLibrary = keyof InstrumentationConfigs;

/**
 * For each library: `false` for no spans, `true` or nothing for our defaults, or the configuration
 * of its instrumentation.
 *
 * @publicApi
 */
export type InstrumentationsConfig = {
  readonly [Library in InstrumentedLibrary]?: boolean | InstrumentationConfigs[Library];
};

/**
 * Which libraries make spans by themselves:
 * - `'auto'`: all of `InstrumentationConfigs`, where the application uses them.
 * - `false`: none.
 * - an object: as `'auto'`, with changes for the libraries named.
 * - an array of OpenTelemetry instrumentations: these instead of ours, configured as they are.
 *   They too are applied to what is loaded already.
 *
 * @publicApi
 */
export type InstrumentationsOption =
  'auto' | false | InstrumentationsConfig | readonly Instrumentation[];

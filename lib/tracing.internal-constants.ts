import { createContextKey } from '@opentelemetry/api';

/** Metadata of a function that has its span already, or is to have none. */
export const SPAN_METADATA = Symbol.for('nestjs-tracing:span');

/** Metadata of a method: which of its parameters are recorded as which attributes. */
export const SPAN_ATTRIBUTES_METADATA = Symbol.for('nestjs-tracing:span-attributes');

/** Metadata of a controller or handler that is left out of all traces. */
export const SKIP_TRACING_METADATA = Symbol.for('nestjs-tracing:skip-tracing');

/** Metadata of a controller that answers on certain hosts alone. */
export const HOST_METADATA = 'host';

/** Metadata by which Nest knows a method as the handler of a route, and of a message or event. */
export const ROUTE_METADATA = 'path';
export const MESSAGE_PATTERN_METADATA = 'microservices:pattern';

/** Metadata by which Nest knows a class as a gateway, and a method of one as the handler of a message. */
export const GATEWAY_METADATA = 'websockets:is_gateway';
export const GATEWAY_MESSAGE_METADATA = 'websockets:message_mapping';

/**
 * Metadata by which `@nestjs/schedule` knows the methods it calls: how, as a number; by what name; and
 * what `@Cron()` was given.
 */
export const SCHEDULER_TYPE_METADATA = 'SCHEDULER_TYPE';
export const SCHEDULER_NAME_METADATA = 'SCHEDULER_NAME';
export const CRON_OPTIONS_METADATA = 'SCHEDULE_CRON_OPTIONS';

/** Metadata by which `@nestjs/bullmq` knows a class as one whose `process()` handles jobs. */
export const PROCESSOR_METADATA = 'bullmq:processor_metadata';

/** Metadata of a handler that answers with a stream of events. */
export const EVENT_STREAM_METADATA = '__sse__';

/**
 * Metadata by which `@nestjs/graphql` knows the methods of its resolvers. The first holds `Query`,
 * `Mutation` or `Subscription`; the others hold true, for a field and for an entity of a federation.
 */
export const RESOLVER_TYPE_METADATA = 'graphql:resolver_type';
export const RESOLVER_PROPERTY_METADATA = 'graphql:resolve_property';
export const RESOLVER_REFERENCE_METADATA = 'graphql:resolve_reference';

/** Metadata of a class under which `@Saga()` of `@nestjs/cqrs` keeps the names of its methods. */
export const SAGA_METADATA = '__saga__';

/** Provider of the options of a GraphQLModule, by which an application is known to have one. */
export const GRAPHQL_MODULE_OPTIONS = 'GqlModuleOptions';

/** Provider of the options, resolved and frozen. */
export const RESOLVED_OPTIONS = Symbol('nestjs-tracing:resolved-options');

/** Provider of the runtime: undefined when tracing is off, or another provider is in charge. */
export const TRACING_RUNTIME = Symbol('nestjs-tracing:runtime');

/** Provider of what a test asks of the application under test; there is none in production. */
export const RECORDING_OPTIONS = Symbol('nestjs-tracing:recording-options');

/** Context value that tells the request, message or job in hand, and so the application it arrived at. */
export const ENTRY_SPAN = createContextKey('nestjs-tracing: span of the work that arrived');

/** Context value that is true where every span to come is known to be dropped. */
export const TRACE_DROPPED = createContextKey('nestjs-tracing: nothing of this trace is recorded');

/**
 * Context value by which OpenTelemetry's HTTP instrumentations tell each other of the SERVER span of
 * a request, and of its route; the key is that of `@opentelemetry/core`.
 */
export const RPC_METADATA = createContextKey('OpenTelemetry SDK Context Key RPC_METADATA');

/** Context value that is true where no span is wanted; the key is that of `@opentelemetry/core`. */
export const TRACING_SUPPRESSED = createContextKey(
  'OpenTelemetry SDK Context Key SUPPRESS_TRACING',
);

/** Method of a span that stands in for another: the span that is the parent of those below it. */
export const SPAN_BEHIND = Symbol('nestjs-tracing:span-behind');

/** What a span context holds, as true, whose span is to leave no trace although it has begun. */
export const TAKEN_BACK = Symbol('nestjs-tracing: the span was taken back');

/**
 * Context value that is true where the work that arrived was asked to leave no trace: no sampler is
 * asked about a span below, and none begins a trace of its own.
 */
export const ENTRY_DROPPED = createContextKey('nestjs-tracing: nothing of this work is recorded');

/** Under it, the options of a span of an HTTP request tell a sampler what was asked for. */
export const SAMPLED_REQUEST = Symbol('nestjs-tracing:sampled-request');

/** An HTTP request, as it was sent, as far as it is decided by whether its trace is recorded. */
export interface SampledRequest {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
}

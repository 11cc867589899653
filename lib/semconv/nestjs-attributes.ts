/**
 * What of Nest a span stands for, by the key under which dashboards know it from
 * `@opentelemetry/instrumentation-nestjs-core`, whose `handler` is one of its values.
 *
 * @see https://github.com/open-telemetry/opentelemetry-js-contrib/tree/main/packages/instrumentation-nestjs-core
 */
export const ATTR_NESTJS_TYPE = 'nestjs.type';

/** Set, to true, on the span of a guard that refused. */
export const ATTR_NESTJS_GUARD_REFUSED = 'nestjs.guard.refused';

/** Set, to true, on the span of a message that the broker delivers once more. */
export const ATTR_NESTJS_MESSAGE_REDELIVERED = 'nestjs.message.redelivered';

/** Whether a message that was refused goes back into its queue, on the event of that. */
export const ATTR_NESTJS_MESSAGE_REQUEUE = 'nestjs.message.requeue';

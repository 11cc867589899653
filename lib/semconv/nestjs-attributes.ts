/**
 * What of Nest a span stands for, by the key under which dashboards know it from
 * `@opentelemetry/instrumentation-nestjs-core`, whose `handler` is one of its values.
 *
 * @see https://github.com/open-telemetry/opentelemetry-js-contrib/tree/main/packages/instrumentation-nestjs-core
 */
export const ATTR_NESTJS_TYPE = 'nestjs.type';

/** The class of what a handler of `@nestjs/cqrs` handles, or of the command a saga asks for. */
export const ATTR_NESTJS_CQRS_COMMAND = 'nestjs.cqrs.command';
export const ATTR_NESTJS_CQRS_QUERY = 'nestjs.cqrs.query';
export const ATTR_NESTJS_CQRS_EVENT = 'nestjs.cqrs.event';

/** Set, to true, on the span of a guard that refused. */
export const ATTR_NESTJS_GUARD_REFUSED = 'nestjs.guard.refused';

/** Set, to true, on the span of a message that the broker delivers once more. */
export const ATTR_NESTJS_MESSAGE_REDELIVERED = 'nestjs.message.redelivered';

/** Whether a message that was refused goes back into its queue, on the event of that. */
export const ATTR_NESTJS_MESSAGE_REQUEUE = 'nestjs.message.requeue';

/** What a scheduled job is called, where it has a name; for one added at run time that of its span. */
export const ATTR_NESTJS_SCHEDULE_NAME = 'nestjs.schedule.name';

/** When a cron job runs, as it was written: `0 * * * *`. */
export const ATTR_NESTJS_SCHEDULE_CRON = 'nestjs.schedule.cron';

/** The event a listener was called for: `order.created`, even if it listens to `order.*`. */
export const ATTR_NESTJS_EVENT_NAME = 'nestjs.event.name';

/**
 * Why a trace was kept that was not sampled, on the first span of this process's part: `error`, or
 * `slow`.
 */
export const ATTR_NESTJS_SAMPLING_KEPT = 'nestjs.sampling.kept';

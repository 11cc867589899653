/**
 * Which work that nobody outside asked for is traced.
 *
 * @publicApi
 */
export interface JobsOptions {
  /**
   * `@nestjs/schedule`: each run of a `@Cron()`, `@Interval()`, `@Timeout()` or dynamic cron job is
   * a trace of its own, by the name of its method or the one it was added under.
   * @default true
   */
  schedule?: boolean;

  /**
   * `@nestjs/event-emitter`: listeners made by `@OnEvent()`. Below the emitter where it awaits
   * them (`emitAsync()`), otherwise each a trace of its own that links to the emitter.
   * @default true
   */
  eventEmitter?: boolean;

  /**
   * BullMQ: a PRODUCER span for each job that is added, a CONSUMER span for each time it is
   * processed.
   * @default true
   */
  bullmq?: boolean;

  /**
   * `@nestjs/cqrs`: handlers of commands, queries and events, and the commands of sagas. Events and
   * what sagas make of them belong to their publisher's trace, unless `messaging.parent` is `'link'`.
   * @default true
   */
  cqrs?: boolean;
}

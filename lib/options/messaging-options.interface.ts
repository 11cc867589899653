/**
 * How what an event or a job causes belongs to the trace it was caused in: as a part of that trace
 * (`'parent'`), or as a trace of its own with a link to it (`'link'`).
 *
 * @publicApi
 */
export type MessageParent = 'parent' | 'link';

/**
 * How work that messages and jobs cause belongs to the trace of its cause.
 *
 * @publicApi
 */
export interface MessagingOptions {
  /**
   * Where the CONSUMER span of an event or job hangs. `'link'` keeps traces short where one event
   * has many consumers, or causes further ones without end. A request that is answered always
   * belongs to its sender's trace; batches, and jobs that are delayed or repeated, always link.
   *
   * @default 'parent'
   * @see https://opentelemetry.io/docs/specs/semconv/messaging/messaging-spans/
   */
  parent?: MessageParent;
}

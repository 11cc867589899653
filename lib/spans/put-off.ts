/** Errors by which a processor of BullMQ says that the job has been moved, and is to be processed again later. */
const PUT_OFF: ReadonlySet<unknown> = new Set([
  'DelayedError',
  'WaitingError',
  'WaitingChildrenError',
]);

const RATE_LIMITED = 'bullmq:rateLimitExceeded';

/** Whether an error that left a processor puts the job off, as BullMQ tells it from a failure. */
export function isPutOff(error: unknown): boolean {
  const { name, message } = (error ?? {}) as { name?: unknown; message?: unknown };
  return PUT_OFF.has(name) || message === RATE_LIMITED;
}

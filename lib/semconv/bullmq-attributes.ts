/**
 * Keys of BullMQ's own telemetry, under which dashboards may know its jobs already.
 *
 * @see https://github.com/taskforcesh/bullmq/blob/master/src/enums/telemetry-attributes.ts
 */
export const ATTR_BULLMQ_JOB_NAME = 'bullmq.job.name';

/** Attempts that ended in success or failure, with the one at hand: 1 the first time. */
export const ATTR_BULLMQ_JOB_ATTEMPTS_MADE = 'bullmq.job.attempts.made';

import { SpanKind } from '@opentelemetry/api';
import type { Attributes, Link } from '@opentelemetry/api';
import {
  ATTR_BULLMQ_JOB_ATTEMPTS_MADE,
  ATTR_BULLMQ_JOB_NAME,
} from '../../semconv/bullmq-attributes.js';
import {
  ATTR_MESSAGING_BATCH_MESSAGE_COUNT,
  ATTR_MESSAGING_DESTINATION_NAME,
  ATTR_MESSAGING_MESSAGE_ID,
  ATTR_MESSAGING_OPERATION_NAME,
  ATTR_MESSAGING_OPERATION_TYPE,
  ATTR_MESSAGING_SYSTEM,
} from '../../semconv/incubating-attributes.js';
import { isPutOff } from '../../spans/put-off.js';
import type { SpanDescription } from '../../spans/span-description.interface.js';
import type { FlowJob, Job } from './job.interface.js';

/**
 * `send mails` for `queue.add('welcome', data)` and for a job scheduler of the queue.
 *
 * @see https://opentelemetry.io/docs/specs/semconv/messaging/messaging-spans/
 */
export function describeJob(queue: string | undefined, name: unknown): SpanDescription {
  return {
    ...describe('send', SpanKind.PRODUCER, queue, nameOfJob(name)),
    onResult: (job: { id?: unknown } | undefined) => idOfJob(job?.id),
  };
}

/** `send mails` for `queue.addBulk([...])`: one span for all of them. */
export function describeJobs(queue: string | undefined, count: number): SpanDescription {
  return describe('send', SpanKind.PRODUCER, queue, {
    [ATTR_MESSAGING_BATCH_MESSAGE_COUNT]: count,
  });
}

/** `send mails` for a flow whose last job is one of that queue, or `send` where flows end in several. */
export function describeFlows(flows: readonly FlowJob[]): SpanDescription {
  const [queue, ...others] = new Set(flows.map(({ queueName }) => queueName));
  return describeJobs(others.length === 0 ? queue : undefined, countJobs(flows));
}

/** `process mails`, for one attempt. */
export function describeAttempt(
  queue: string | undefined,
  { id, name, attemptsMade = 0 }: Job,
  links: Link[] | undefined,
): SpanDescription {
  const attributes = {
    ...nameOfJob(name),
    ...idOfJob(id),
    [ATTR_BULLMQ_JOB_ATTEMPTS_MADE]: attemptsMade + 1,
  };
  return {
    ...describe('process', SpanKind.CONSUMER, queue, attributes),
    links,
    recordException: (error) => !isPutOff(error),
    hasNoCaller: true,
  };
}

function describe(
  operation: 'send' | 'process',
  kind: SpanKind,
  queue: string | undefined,
  attributes: Attributes,
): SpanDescription {
  return {
    name: queue === undefined ? operation : `${operation} ${queue}`,
    kind,
    attributes: {
      [ATTR_MESSAGING_SYSTEM]: 'bullmq',
      [ATTR_MESSAGING_OPERATION_NAME]: operation,
      [ATTR_MESSAGING_OPERATION_TYPE]: operation,
      [ATTR_MESSAGING_DESTINATION_NAME]: queue,
      ...attributes,
    },
  };
}

function nameOfJob(name: unknown): Attributes {
  return typeof name === 'string' ? { [ATTR_BULLMQ_JOB_NAME]: name } : {};
}

function idOfJob(id: unknown): Attributes {
  return typeof id === 'string' ? { [ATTR_MESSAGING_MESSAGE_ID]: id } : {};
}

function countJobs(flows: readonly FlowJob[] | undefined): number {
  return (flows ?? []).reduce((count, { children }) => count + 1 + countJobs(children), 0);
}

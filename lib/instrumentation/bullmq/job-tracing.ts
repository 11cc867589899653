import type { ResolvedTracingOptions } from '../../options/resolved-options.interface.js';
import type { Companion } from '../catalog.js';
import { prototypesIn } from './bullmq-classes.js';
import { useJobs } from './job-policy.js';
import { keepLoopsOutsideOfTraces } from './keep-loops-outside.js';
import { traceFlowProducer, traceQueue } from './trace-producers.js';
import { traceWorker } from './trace-worker.js';

const BULLMQ: Companion = { packageName: 'bullmq', attach: attachJobs };

/** Whether an application of this process has wanted spans for jobs: patches are in common. */
let isWanted = false;

/**
 * Has these options hold for jobs of BullMQ.
 *
 * @returns what patches BullMQ wherever it is loaded; nothing where no application wants it
 */
export function jobTracing(options: ResolvedTracingOptions): readonly Companion[] {
  useJobs(options);
  isWanted ||= options.enabled && options.jobs.bullmq;
  return isWanted ? [BULLMQ] : [];
}

/**
 * Traces jobs from where they are added to where they are processed. BullMQ's own interface for
 * telemetry would not do: it tells neither the error of a job nor, before a span starts, which job
 * it is of, and wants a span for all that queues and workers do besides.
 */
function attachJobs(): void {
  prototypesIn('queue.js', 'Queue').forEach(traceQueue);
  prototypesIn('flow-producer.js', 'FlowProducer').forEach(traceFlowProducer);
  prototypesIn('worker.js', 'Worker').forEach(traceWorker);
  keepLoopsOutsideOfTraces();
}

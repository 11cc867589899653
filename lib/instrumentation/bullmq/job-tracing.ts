import type { ResolvedTracingOptions } from '../../options/resolved-options.interface.js';
import type { Companion } from '../catalog.js';
import { prototypesIn } from './bullmq-classes.js';
import { traceJobsFor } from './job-policy.js';
import { keepLoopsOutsideOfTraces } from './keep-loops-outside.js';
import { traceFlowProducer, traceQueue } from './trace-producers.js';
import { traceWorker } from './trace-worker.js';

/**
 * Has these options hold for jobs of BullMQ.
 *
 * @returns what patches BullMQ wherever it is loaded; nothing where jobs are to have no spans
 */
export function jobTracing(options: ResolvedTracingOptions): readonly Companion[] {
  const isOn = options.enabled && options.jobs.bullmq;
  traceJobsFor(isOn ? options : undefined);
  return isOn ? [{ packageName: 'bullmq', attach: attachJobs }] : [];
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

import type { ModulesContainer } from '@nestjs/core';
import type { ResolvedTracingOptions } from '../options/resolved-options.interface.js';
import { attachWorkers } from './bullmq/attach-workers.js';
import { attachCqrs } from './cqrs/attach-cqrs.js';
import { attachEventEmitter } from './event-emitter/attach-event-emitter.js';
import { attachSchedule } from './schedule/attach-schedule.js';

/** Traces work that nobody outside asked for. To be called before Nest finds the methods that do it. */
export function attachJobs(modules: ModulesContainer, options: ResolvedTracingOptions): void {
  const { jobs } = options;
  if (jobs.schedule) {
    attachSchedule(modules, options);
  }
  if (jobs.eventEmitter) {
    attachEventEmitter(modules, options);
  }
  // Those of an application without spans too: its jobs are not to count as those of another.
  attachWorkers(modules, options);
  attachCqrs(modules, options);
}

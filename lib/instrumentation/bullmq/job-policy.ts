import type { ResolvedTracingOptions } from '../../options/resolved-options.interface.js';
import { applicationOfWorker } from '../../spans/application-of-worker.js';
import { activeEntrySpan } from '../../spans/entry-span.js';
import type { JobHandler } from './job.interface.js';

const applications = new WeakSet<object>();
let latest: ResolvedTracingOptions | undefined;

/** Makes the options of an application known, which hold for the jobs of nobody else as well. */
export function useJobs(options: ResolvedTracingOptions): void {
  applications.add(options);
  latest = options.enabled ? options : undefined;
}

/**
 * The options for what a queue, worker or flow producer does: those of the application whose worker
 * it is; of what Nest has not made, those of the application at work, or of the one that started last.
 *
 * @returns undefined where jobs have no spans, or there is a telemetry of the user's
 */
export function optionsFor(handler: JobHandler): ResolvedTracingOptions | undefined {
  if (handler.opts?.telemetry ?? handler.telemetry) {
    return undefined;
  }
  const application = applicationOfWorker(handler) ?? activeEntrySpan()?.application ?? latest;
  return isKnown(application) && application.jobs.bullmq ? application : undefined;
}

function isKnown(application: object | undefined): application is ResolvedTracingOptions {
  return application !== undefined && applications.has(application);
}

import type { ResolvedTracingOptions } from '../../options/resolved-options.interface.js';
import type { JobHandler } from './job.interface.js';

let application: ResolvedTracingOptions | undefined;

/** Whose options hold for the jobs of this process; with none, jobs have no spans. */
export function traceJobsFor(options: ResolvedTracingOptions | undefined): void {
  application = options;
}

/** The options for what a queue, worker or flow producer does; none where it has a telemetry of the user's. */
export function optionsFor({ opts, telemetry }: JobHandler): ResolvedTracingOptions | undefined {
  return (opts?.telemetry ?? telemetry) ? undefined : application;
}

/** What is used of the options of a job. */
export interface JobOptions {
  /** Milliseconds to wait before the job is processed the first time. */
  readonly delay?: number;
  readonly repeat?: object;
  /** Where BullMQ's own telemetry puts the context of whoever added the job. */
  readonly telemetry?: { readonly metadata?: unknown; readonly omitContext?: boolean };
}

/** What is used of a job that a worker was given. */
export interface Job {
  readonly id?: string;
  readonly name: string;
  readonly opts?: JobOptions;
  /** Attempts that succeeded or failed before this one. */
  readonly attemptsMade?: number;
  /** Tells the scheduler that made the job. */
  readonly repeatJobKey?: string;
}

/** What is used of a job as it is added. */
export interface NewJob {
  readonly name?: unknown;
  readonly opts?: JobOptions;
}

/** A job that waits for others, as a FlowProducer takes it. */
export interface FlowJob extends NewJob {
  readonly queueName: string;
  readonly children?: readonly FlowJob[];
}

/** A queue, worker or flow producer; the last has no name, and keeps its telemetry itself. */
export interface JobHandler {
  readonly name?: string;
  readonly opts?: { readonly telemetry?: unknown };
  readonly telemetry?: unknown;
}

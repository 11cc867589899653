import { context } from '@opentelemetry/api';
import { isTraceDropped } from '../../spans/dropped-trace.js';
import { guarded } from '../../spans/guarded.js';
import { replaceMethod } from '../../spans/replace-method.js';
import { runAsyncWithSpan } from '../../spans/run-async-with-span.js';
import type { SpanDescription } from '../../spans/span-description.interface.js';
import { describeFlows, describeJob, describeJobs } from './describe-job.js';
import { flowWithContext, jobWithContext, withContext } from './job-context.js';
import { optionsFor } from './job-policy.js';
import type { FlowJob, JobHandler, JobOptions, NewJob } from './job.interface.js';

/** One way to add jobs: the span of a call, and its arguments with the context of that span in them. */
interface Sending<A extends unknown[]> {
  readonly describe: (queue: string | undefined, ...args: A) => SpanDescription;
  readonly carry: (...args: A) => unknown[];
}

const ADD: Sending<[name: unknown, data: unknown, opts?: JobOptions]> = {
  describe: describeJob,
  carry: (name, data, opts) => [name, data, withContext(opts)],
};

const ADD_BULK: Sending<[jobs: readonly NewJob[]]> = {
  describe: (queue, jobs) => describeJobs(queue, jobs.length),
  carry: (jobs) => [jobs.map(jobWithContext)],
};

/** What a scheduler makes later has the options of its template. */
const SCHEDULE: Sending<[id: unknown, repeat: unknown, template?: NewJob]> = {
  describe: (queue, id, _repeat, template) => describeJob(queue, template?.name ?? id),
  carry: (id, repeat, template) => [id, repeat, jobWithContext(template ?? {})],
};

const ADD_FLOW: Sending<[flow: FlowJob]> = {
  describe: (_queue, flow) => describeFlows([flow]),
  carry: (flow) => [flowWithContext(flow)],
};

const ADD_FLOWS: Sending<[flows: readonly FlowJob[]]> = {
  describe: (_queue, flows) => describeFlows(flows),
  carry: (flows) => [flows.map(flowWithContext)],
};

/** Gives what adds jobs to a queue a PRODUCER span, which travels in the options of the jobs. */
export function traceQueue(prototype: object): void {
  traceSending(prototype, 'add', ADD);
  traceSending(prototype, 'addBulk', ADD_BULK);
  traceSending(prototype, 'upsertJobScheduler', SCHEDULE);
}

/** The same for jobs that wait for each other. */
export function traceFlowProducer(prototype: object): void {
  traceSending(prototype, 'add', ADD_FLOW);
  traceSending(prototype, 'addBulk', ADD_FLOWS);
}

function traceSending<A extends unknown[]>(
  prototype: object,
  key: string,
  { describe, carry }: Sending<A>,
): void {
  replaceMethod(prototype, key, (send) => {
    return function (...args) {
      const handler = this as JobHandler;
      const description =
        optionsFor(handler) &&
        guarded('describing a job', () => describe(handler.name, ...(args as A)));
      if (description === undefined) {
        return send.apply(this, args);
      }
      const sendWithContext = async () => {
        const carried = guarded('giving a job its context', () => carry(...(args as A))) ?? [];
        return send.call(this, ...carried, ...args.slice(carried.length));
      };
      return isTraceDropped(context.active())
        ? sendWithContext()
        : runAsyncWithSpan(description, sendWithContext);
    };
  });
}

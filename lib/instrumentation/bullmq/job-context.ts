import { ROOT_CONTEXT } from '@opentelemetry/api';
import type { Context } from '@opentelemetry/api';
import { guarded } from '../../spans/guarded.js';
import { extractTraceContext, injectTraceContext } from '../../spans/propagation.js';
import type { FlowJob, Job, JobOptions, NewJob } from './job.interface.js';

/**
 * The options of a job with the active context in them, at the place and in the words of BullMQ's
 * own telemetry: JSON of W3C headers. A context they have already is that of another job, of which
 * the options were copied.
 *
 * @see https://docs.bullmq.io/guide/telemetry
 */
export function withContext(opts: JobOptions | undefined): JobOptions | undefined {
  const telemetry = opts?.telemetry;
  if (telemetry?.omitContext === true || isForeign(telemetry?.metadata)) {
    return opts;
  }
  const headers = guarded('writing the context of a job', () => injectTraceContext({})) ?? {};
  return Object.keys(headers).length === 0
    ? opts
    : { ...opts, telemetry: { ...telemetry, metadata: JSON.stringify(headers) } };
}

export function jobWithContext<J extends NewJob>(job: J): J {
  return { ...job, opts: withContext(job.opts) };
}

/** The jobs of a flow have one cause, though they wait for each other. */
export function flowWithContext(flow: FlowJob): FlowJob {
  return flow.children === undefined
    ? jobWithContext(flow)
    : { ...jobWithContext(flow), children: flow.children.map(flowWithContext) };
}

/** The context of whoever added the job; the root where nobody told. */
export function contextOfJob({ opts }: Job): Context {
  const metadata = opts?.telemetry?.metadata;
  return isForeign(metadata) || typeof metadata !== 'string'
    ? ROOT_CONTEXT
    : (guarded('reading the context of a job', extract, metadata) ?? ROOT_CONTEXT);
}

function extract(metadata: string): Context {
  return extractTraceContext(JSON.parse(metadata) as Record<string, unknown>, ROOT_CONTEXT);
}

/** Whether the user has put something else there. */
function isForeign(metadata: unknown): boolean {
  return metadata !== undefined && !(typeof metadata === 'string' && metadata.startsWith('{'));
}

import { context as contextApi } from '@opentelemetry/api';
import type { Context } from '@opentelemetry/api';
import type { ResolvedTracingOptions } from '../../options/resolved-options.interface.js';
import { beginBelow } from '../../spans/begin-below.js';
import { activeEntrySpan, setEntrySpan } from '../../spans/entry-span.js';
import { guarded } from '../../spans/guarded.js';
import { replaceMethod } from '../../spans/replace-method.js';
import { runAsyncWithSpan } from '../../spans/run-async-with-span.js';
import type { SpanDescription } from '../../spans/span-description.interface.js';
import { describeAttempt } from './describe-job.js';
import { contextOfJob } from './job-context.js';
import { AttemptEntry } from './attempt-entry.js';
import { optionsFor } from './job-policy.js';
import type { Job, JobHandler } from './job.interface.js';

/** One attempt, and where its span begins. */
interface Attempt {
  readonly description: SpanDescription;
  readonly entry: AttemptEntry;
  readonly parent: Context;
}

/** Events of one job that the worker tells of outside of its processor. */
const JOB_EVENTS: ReadonlySet<unknown> = new Set(['completed', 'failed', 'progress']);

/** In which context a job was processed last. */
const processedIn = new WeakMap<object, Context>();

/** Gives each attempt at a job a CONSUMER span, of which what listens to the worker's events is a part. */
export function traceWorker(prototype: object): void {
  replaceMethod(prototype, 'callProcessJob', (process) => {
    return function (...args) {
      const attempt = guarded('describing a job', describe, this as JobHandler, args[0] as Job);
      return attempt === undefined
        ? process.apply(this, args)
        : run(attempt, args[0] as object, () => process.apply(this, args));
    };
  });
  if (Object.hasOwn(prototype, 'emit')) {
    traceEvents(prototype);
  }
}

function traceEvents(prototype: object): void {
  replaceMethod(prototype, 'emit', (emit) => {
    return function (...args) {
      const ofJob = contextForEvent(args);
      return ofJob === undefined
        ? emit.apply(this, args)
        : contextApi.with(ofJob, emit, this, ...args);
    };
  });
}

function describe(worker: JobHandler, job: Job): Attempt | undefined {
  const options = optionsFor(worker);
  if (options === undefined) {
    return undefined;
  }
  const { parent, links } = beginBelow(contextOfJob(job), howToBegin(job, options));
  const entry = new AttemptEntry(options);
  return {
    description: describeAttempt(worker.name, job, links),
    entry,
    parent: setEntrySpan(parent, entry),
  };
}

/** What comes later, or again and again, would make a trace that never ends. */
function howToBegin(job: Job, { messaging }: ResolvedTracingOptions): 'parent' | 'link' {
  const { delay = 0, repeat } = job.opts ?? {};
  const isLater = delay > 0 || repeat !== undefined || job.repeatJobKey !== undefined;
  return isLater ? 'link' : messaging.parent;
}

function run({ description, entry, parent }: Attempt, job: object, work: () => unknown): unknown {
  return contextApi.with(parent, () =>
    runAsyncWithSpan(description, async (span) => {
      entry.open(span);
      processedIn.set(job, contextApi.active());
      return work();
    }),
  );
}

/** The progress that a processor tells of is a part of what it is doing. */
function contextForEvent([event, job]: unknown[]): Context | undefined {
  return JOB_EVENTS.has(event) && activeEntrySpan() === undefined
    ? processedIn.get(job as object)
    : undefined;
}

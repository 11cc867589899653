import { ROOT_CONTEXT } from '@opentelemetry/api';
import type { Context } from '@opentelemetry/api';
import { entrySpanIn, setEntrySpan } from '../spans/entry-span.js';
import type { EntrySpan } from '../spans/entry-span.js';

/** Stands for work that nobody outside asked for, so that it is known below whose options hold. */
class JobEntry implements EntrySpan {
  constructor(readonly application: object) {}

  noteError(): void {
    // Nobody is answered, so the errors that count are those that leave the work.
  }
}

const rootContexts = new WeakMap<object, Context>();

/** The context of an application's work that has no cause: whatever is active is left behind. */
export function rootContextOf(application: object): Context {
  let root = rootContexts.get(application);
  if (root === undefined) {
    root = setEntrySpan(ROOT_CONTEXT, new JobEntry(application));
    rootContexts.set(application, root);
  }
  return root;
}

/** The context of work that outlives the request it comes from, unless that leaves no trace at all. */
export function apartFromEntry(cause: Context, application: object): Context {
  const entry = entrySpanIn(cause);
  // One event leads to the next: contexts are not to grow with each.
  return entry?.isDropped === true || entry instanceof JobEntry
    ? cause
    : setEntrySpan(cause, new JobEntry(application));
}

/** The context of work that is part of its cause, which may be no work that arrived. */
export function withEntry(cause: Context, application: object): Context {
  return entrySpanIn(cause) === undefined ? setEntrySpan(cause, new JobEntry(application)) : cause;
}

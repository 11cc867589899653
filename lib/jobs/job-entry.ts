import { ROOT_CONTEXT } from '@opentelemetry/api';
import type { Context } from '@opentelemetry/api';
import { beginBelow } from '../spans/begin-below.js';
import type { Beginning } from '../spans/begin-below.js';
import { entrySpanIn, setEntrySpan } from '../spans/entry-span.js';
import type { EntrySpan } from '../spans/entry-span.js';

/**
 * Stands for work that nobody outside asked for, so that it is known below whose options hold. There
 * is one for each application, which cannot be taken back for a single run.
 */
class JobEntry implements EntrySpan {
  readonly root: Context;

  constructor(readonly application: object) {
    this.root = setEntrySpan(ROOT_CONTEXT, this);
  }

  noteError(): void {
    // Nobody is answered, so the errors that count are those that leave the work.
  }
}

const entries = new WeakMap<object, JobEntry>();

function entryOf(application: object): JobEntry {
  let entry = entries.get(application);
  if (entry === undefined) {
    entry = new JobEntry(application);
    entries.set(application, entry);
  }
  return entry;
}

/** The context of an application's work that has no cause: whatever is active is left behind. */
export function rootContextOf(application: object): Context {
  return entryOf(application).root;
}

/** The context of work that is part of its cause, which may be no work that arrived. */
function withEntry(cause: Context, application: object): Context {
  return entrySpanIn(cause) === undefined ? setEntrySpan(cause, entryOf(application)) : cause;
}

/** Where work begins that is a part of its cause, or that only links to it, which may be done long before. */
export function beginWork(cause: Context, application: object, how: 'parent' | 'link'): Beginning {
  const { parent, links } = beginBelow(cause, how);
  return how === 'parent'
    ? { parent: withEntry(parent, application) }
    : { parent: apartFromEntry(parent, application), links };
}

/** The context of work that outlives the request it comes from, unless that leaves no trace at all. */
function apartFromEntry(cause: Context, application: object): Context {
  const entry = entrySpanIn(cause);
  const own = entryOf(application);
  // One event leads to the next: contexts are not to grow with each.
  return entry?.isDropped === true || entry === own ? cause : setEntrySpan(cause, own);
}

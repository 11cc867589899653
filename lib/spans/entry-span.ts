import { ROOT_CONTEXT, context } from '@opentelemetry/api';
import type { Context, Span } from '@opentelemetry/api';
import {
  ENTRY_DROPPED,
  ENTRY_SPAN,
  RPC_METADATA,
  TRACE_DROPPED,
} from '../tracing.internal-constants.js';

/** The span of the request or message being handled, as the code below it may speak of it. */
export interface EntrySpan {
  /** Stands for the application the work arrived at, whose options hold for it. */
  readonly application: object;

  /** Whether nothing of the work is to be recorded, from now on: neither this span nor those below. */
  readonly isDropped?: boolean;

  /**
   * The span itself, to tell more in than the protocol knows, such as a GraphQL operation. Mostly
   * undefined where nothing is recorded, always after the end.
   */
  readonly span?: Span;

  /** What instrumentations find in the context who ask whether the request has its span already. */
  readonly rpcMetadata?: object;

  /** Notes the error a handler failed with. Whether the span fails with it depends on the answer. */
  noteError(error: unknown): void;

  /** Notes an error with which the work has failed, since it is what the sender is answered. */
  noteFailure?(error: unknown): void;

  /** Whether an error is an answer in the words of the protocol, which fails no span it passes through. */
  isAnswer?(error: unknown): boolean;

  /** Names the span by the route that was taken. */
  setRoute?(route: string): void;

  /** Calls back before the span ends, for the sake of spans below it that may be left open. */
  beforeEnd?(callback: () => void): void;

  /**
   * Makes `isDropped` true: the span is taken back, and what is called from now on has none.
   *
   * @param isWholeRoute whether that holds for whatever takes the same route
   */
  skip?(isWholeRoute?: boolean): void;
}

/** The context with the entry span in it, to start that very span in. */
export function setEntrySpan(into: Context, entry: EntrySpan): Context {
  return new EntryContext(into, entry);
}

export function activeEntrySpan(): EntrySpan | undefined {
  return entrySpanIn(context.active());
}

export function entrySpanIn(active: Context): EntrySpan | undefined {
  return active.getValue(ENTRY_SPAN) as EntrySpan | undefined;
}

/** As `setValue()` would make it, without a copy of the other values for every request. */
class EntryContext implements Context {
  constructor(
    private readonly others: Context,
    private readonly entry: EntrySpan,
  ) {}

  getValue(key: symbol): unknown {
    if (key === ENTRY_SPAN) {
      return this.entry;
    }
    // Asked each time, since it may be decided only when the work has been routed.
    const isOfDropping = key === ENTRY_DROPPED || key === TRACE_DROPPED;
    if (isOfDropping && this.entry.isDropped === true) {
      return true;
    }
    // The root has no values, and most requests have no other context.
    const value = this.others === ROOT_CONTEXT ? undefined : this.others.getValue(key);
    return value === undefined && key === RPC_METADATA ? this.entry.rpcMetadata : value;
  }

  setValue(key: symbol, value: unknown): Context {
    return key === ENTRY_SPAN
      ? new EntryContext(this.others, value as EntrySpan)
      : new EntryContext(this.others.setValue(key, value), this.entry);
  }

  deleteValue(key: symbol): Context {
    return key === ENTRY_SPAN
      ? this.others
      : new EntryContext(this.others.deleteValue(key), this.entry);
  }
}

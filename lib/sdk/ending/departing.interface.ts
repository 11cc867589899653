import type { Parcel } from '../../engine/otlp/parcel.interface.js';
import type { ResolvedShutdown } from '../../options/resolved-options.interface.js';

/** What the end of a process has to know of whoever has spans to deliver. */
export interface Departing {
  readonly shutdown: ResolvedShutdown;

  /** Whether there is or may come an application, so that signals matter. */
  readonly isOpen: boolean;

  /** Whether spans have ended since delivery was last seen to. */
  readonly hasNews: boolean;

  /** What is left of the time that its end may take, in milliseconds. */
  readonly remainingMs: number;

  /** Waits for the requests in hand and delivers. Never rejects, and keeps to the time that is left. */
  finish(): Promise<void>;

  /** Delivers what has ended. Never rejects, and keeps to the time that is left. */
  deliver(): Promise<void>;

  /** What can be delivered without waiting for anything in this thread. */
  undelivered(): readonly Parcel[];
}

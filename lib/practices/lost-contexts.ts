import { IN_A_ROW, practiceMessages } from '../errors/practice-messages.js';
import type { Advice } from './advice.js';
import type { LocalTrace } from './local-trace.js';
import { shapeOfName } from './names/name-shape.js';

/** What has begun without its request: as a trace of its own, with no span, or in a trace that is long over. */
interface Orphan {
  readonly as: 'root' | 'no span' | 'late';
  /** The request whose trace that is. */
  readonly earlier?: string;
}

/** In how many requests in a row an orphan was seen, and since when. */
interface Suspicion {
  readonly inARow: number;
  /** How long those requests took together. */
  readonly busyMs: number;
  /** How long there had been no request before the first of them. */
  readonly idleBeforeMs: number;
}

/** Most names, and most routes, remembered. */
const MAX_NAMES = 200;

/**
 * Tells work of a request that has lost its context, or has that of an earlier one, from work that
 * goes its own way, such as that of a timer or an event stream. By itself a start without a parent, or
 * long after it, says nothing. It is proof that something begins in each
 * of three requests of one route in a row, each of which was the only one worked on, and never in
 * between, where there were as many milliseconds without a request: what runs by itself would have
 * been seen there.
 */
export class LostContexts {
  readonly #open = new Set<LocalTrace>();
  /** What has begun in the only open request; undefined when there are none or several. */
  #seen: Map<string, Orphan> | undefined;
  /** What runs by itself. When there is too much of it, nobody is suspected any more. */
  readonly #background = new Set<string>();
  readonly #suspicions = new Map<string, Map<string, Suspicion>>();
  #idleMs = 0;
  /** When the last request ended; undefined before the first, and while there are any. */
  #idleSince: number | undefined;

  constructor(private readonly advice: Advice) {}

  requestBegins(trace: LocalTrace): void {
    this.#open.add(trace);
    this.#seen = this.#open.size === 1 ? new Map() : undefined;
    if (this.#idleSince !== undefined) {
      this.#idleMs += performance.now() - this.#idleSince;
      this.#idleSince = undefined;
    }
  }

  /** To be called when its name is known. */
  requestEnds(trace: LocalTrace): void {
    if (this.#open.delete(trace) && this.#seen !== undefined) {
      this.#compare(trace, this.#seen);
    }
    this.#seen = undefined;
    if (this.#open.size === 0) {
      this.#idleSince = performance.now();
    }
  }

  orphanBegins(called: string, orphan: Orphan): void {
    const name = shapeOfName(called).text;
    if (this.#seen !== undefined && this.#seen.size < MAX_NAMES) {
      this.#seen.set(name, orphan);
    } else if (this.#idleSince !== undefined && this.#background.size < MAX_NAMES) {
      // Before the first request an application starts, and does much that it does again in requests.
      this.#background.add(name);
    }
  }

  #compare(trace: LocalTrace, seen: ReadonlyMap<string, Orphan>): void {
    const before = this.#suspicions.get(trace.name);
    const now = new Map<string, Suspicion>();
    for (const [name, orphan] of seen) {
      const suspicion = this.#strengthen(before?.get(name), trace);
      if (!this.#background.has(name) && this.#background.size < MAX_NAMES) {
        now.set(name, suspicion);
        this.#judge(name, orphan, trace.name, suspicion);
      }
    }
    this.#remember(trace.name, now);
  }

  #strengthen(before: Suspicion | undefined, { lastedMs }: LocalTrace): Suspicion {
    return {
      inARow: (before?.inARow ?? 0) + 1,
      busyMs: (before?.busyMs ?? 0) + lastedMs,
      idleBeforeMs: before?.idleBeforeMs ?? this.#idleMs,
    };
  }

  #remember(route: string, suspicions: Map<string, Suspicion>): void {
    if (suspicions.size === 0) {
      this.#suspicions.delete(route);
    } else if (this.#suspicions.has(route) || this.#suspicions.size < MAX_NAMES) {
      this.#suspicions.set(route, suspicions);
    }
  }

  #judge(name: string, { as, earlier = '' }: Orphan, route: string, suspicion: Suspicion): void {
    const { inARow, busyMs, idleBeforeMs } = suspicion;
    if (inARow >= IN_A_ROW && this.#idleMs - idleBeforeMs >= busyMs) {
      this.advice.give(as === 'late' ? 'CONTEXT_KEPT' : 'CONTEXT_LOST', name, () =>
        describe[as](name, route, earlier),
      );
    }
  }
}

const describe: Readonly<
  Record<Orphan['as'], (name: string, request: string, earlier: string) => string>
> = {
  root: practiceMessages.contextLost,
  'no span': practiceMessages.contextLostWithoutSpan,
  late: practiceMessages.contextKept,
};

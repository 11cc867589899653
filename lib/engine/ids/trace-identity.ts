import { hexOfInt32, int32OfHex } from './hex.js';
import { randomInt32 } from './random-int32.js';

/**
 * How long the spans of a trace go by one reading of the wall clock. Within it they keep their
 * order and durations whatever the clock does; a trace that lasts longer follows a clock that was set.
 */
const ANCHOR_LIFE_MS = 60_000;

/**
 * What the spans of one trace in this process share: its id, as four signed 32-bit numbers until
 * somebody reads it, and what turns `performance.now()` into wall-clock time.
 */
export class TraceIdentity {
  /** Wall clock less `performance.now()`, in milliseconds. */
  readonly clockOffsetMs: number;

  private constructor(
    readonly a: number,
    readonly b: number,
    readonly c: number,
    readonly d: number,
    private hex: string | undefined,
    private readonly anchoredAt: number,
  ) {
    this.clockOffsetMs = Date.now() - anchoredAt;
  }

  /** A new trace. `now` is the reading of `performance.now()` its clock starts from. */
  static random(now: number): TraceIdentity {
    const d = randomInt32();
    // An id of zeros alone is invalid.
    return new TraceIdentity(randomInt32(), randomInt32(), randomInt32(), d || 1, undefined, now);
  }

  /** The trace of an id that came from elsewhere, which is passed on as it was written. */
  static ofHex(hex: string, now: number): TraceIdentity {
    return new TraceIdentity(
      int32OfHex(hex, 0),
      int32OfHex(hex, 8),
      int32OfHex(hex, 16),
      int32OfHex(hex, 24),
      hex,
      now,
    );
  }

  /** Itself, or the same trace with the wall clock read anew. */
  at(now: number): TraceIdentity {
    return now - this.anchoredAt < ANCHOR_LIFE_MS
      ? this
      : new TraceIdentity(this.a, this.b, this.c, this.d, this.hex, now);
  }

  /** 32 hexadecimal digits. */
  toHex(): string {
    this.hex ??= hexOfInt32(this.a) + hexOfInt32(this.b) + hexOfInt32(this.c) + hexOfInt32(this.d);
    return this.hex;
  }
}

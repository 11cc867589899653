import { hexOfInt32, int32OfHex } from './hex.js';
import { randomInt32 } from './random-int32.js';
import { wallClockOffset } from './wall-clock.js';

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
  /** Wall clock less `performance.now()`, in milliseconds, once a span that is recorded needs it. */
  clockOffsetMs = 0;
  private anchoredAt: number | undefined = undefined;

  private constructor(
    readonly a: number,
    readonly b: number,
    readonly c: number,
    readonly d: number,
    private hex: string | undefined,
  ) {}

  /** A new trace. */
  static random(): TraceIdentity {
    const d = randomInt32();
    // An id of zeros alone is invalid.
    return new TraceIdentity(randomInt32(), randomInt32(), randomInt32(), d || 1, undefined);
  }

  /** The trace of an id that came from elsewhere, which is passed on as it was written. */
  static ofHex(hex: string): TraceIdentity {
    return new TraceIdentity(
      int32OfHex(hex, 0),
      int32OfHex(hex, 8),
      int32OfHex(hex, 16),
      int32OfHex(hex, 24),
      hex,
    );
  }

  /**
   * Itself, or the same trace with the wall clock read anew, for a span that begins at `now`, a
   * reading of `performance.now()`.
   */
  at(now: number): TraceIdentity {
    if (this.anchoredAt === undefined) {
      return this.anchor(now);
    }
    return now - this.anchoredAt < ANCHOR_LIFE_MS
      ? this
      : new TraceIdentity(this.a, this.b, this.c, this.d, this.hex).anchor(now);
  }

  /** 32 hexadecimal digits. */
  toHex(): string {
    this.hex ??= hexOfInt32(this.a) + hexOfInt32(this.b) + hexOfInt32(this.c) + hexOfInt32(this.d);
    return this.hex;
  }

  private anchor(now: number): this {
    this.anchoredAt = now;
    this.clockOffsetMs = wallClockOffset();
    return this;
  }
}

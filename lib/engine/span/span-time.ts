import type { HrTime, TimeInput } from '@opentelemetry/api';
import { isTimeInputHrTime, millisToHrTime } from '@opentelemetry/core';

/** The wall-clock time of a reading of `performance.now()`, to the nanosecond where both allow it. */
export function toHrTime(reading: number, clockOffsetMs: number): HrTime {
  // Apart, since the sum of both has no room for nanoseconds.
  const wholeOffset = Math.floor(clockOffsetMs);
  const elapsed = reading + (clockOffsetMs - wholeOffset);
  const wholeElapsed = Math.floor(elapsed);
  const ms = wholeOffset + wholeElapsed;
  const seconds = Math.floor(ms / 1_000);
  const nanos =
    (ms - seconds * 1_000) * 1_000_000 + Math.round((elapsed - wholeElapsed) * 1_000_000);
  return nanos < 1_000_000_000 ? [seconds, nanos] : [seconds + 1, nanos - 1_000_000_000];
}

/** Whether a given time is one of `performance.now()`. */
export function isReading(input: TimeInput | undefined, now = performance.now()): input is number {
  // No clock of milliseconds since 1970 is as low as the running time of a process.
  return typeof input === 'number' && input <= now;
}

/**
 * The time somebody gave: a Date, milliseconds since 1970, a reading of `performance.now()`, or
 * seconds and nanoseconds. Undefined when it is none of these.
 */
export function givenTime(input: TimeInput, clockOffsetMs: number): HrTime | undefined {
  if (typeof input === 'number') {
    return isReading(input) ? toHrTime(input, clockOffsetMs) : millisToHrTime(input);
  }
  if (input instanceof Date) {
    return millisToHrTime(input.getTime());
  }
  return isTimeInputHrTime(input) ? input : undefined;
}

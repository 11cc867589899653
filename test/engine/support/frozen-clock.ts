import { vi } from 'vitest';

/** Makes time stand still until it is told to move, by both clocks of Node. */
export function freezeClock(epochMs: number): {
  advance(ms: number): void;
  setWallClock(ms: number): void;
} {
  let wall = epochMs;
  let running = 5_000;
  // A fraction in it would come back as rounding errors of the stock engine, a nanosecond large.
  vi.spyOn(performance, 'timeOrigin', 'get').mockReturnValue(epochMs - running);
  vi.spyOn(Date, 'now').mockImplementation(() => wall);
  vi.spyOn(performance, 'now').mockImplementation(() => running);
  return {
    advance(ms) {
      wall += ms;
      running += ms;
    },
    setWallClock(ms) {
      wall = ms;
    },
  };
}

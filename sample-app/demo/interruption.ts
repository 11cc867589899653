const exitCodes = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const;

type Signal = keyof typeof exitCodes;

/** Somebody asked the demo to end, with Ctrl-C for example. */
export class Interruption extends Error {
  constructor(readonly signal: Signal) {
    super(`Ended by ${signal}.`);
  }

  get exitCode(): number {
    return exitCodes[this.signal];
  }
}

/** Rejects at the first signal; the second one ends the process at once. */
export function untilInterrupted(): Promise<never> {
  return new Promise((_resolve, reject) => {
    for (const signal of Object.keys(exitCodes) as Signal[]) {
      process.once(signal, () => {
        process.once(signal, () => process.exit(exitCodes[signal]));
        reject(new Interruption(signal));
      });
    }
  });
}

/** Ends the demo with one sentence for the user; the details are lines worth seeing below it. */
export class DemoError extends Error {
  constructor(
    message: string,
    readonly details: readonly string[] = [],
  ) {
    super(message);
  }
}

const toldAs = new WeakMap<object, string>();

/** Has an error, whose own message holds values, be recorded with another message. */
export function tellErrorAs(error: object, message: string): void {
  toldAs.set(error, message);
}

/** The message an error is to be recorded with in place of its own. */
export function toldMessage(error: object): string | undefined {
  return toldAs.get(error);
}

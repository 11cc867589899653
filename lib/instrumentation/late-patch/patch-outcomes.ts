/** How a module came to its patch: as it was loaded, after that, or not at all. */
export type PatchOutcome = 'hook' | 'late' | 'failed';

/** By what is patched, and by the file it is patched in; a builtin has none. */
const outcomes = new WeakMap<object, Map<string | undefined, PatchOutcome>>();

export function noteOutcome(target: object, file: string | undefined, outcome: PatchOutcome): void {
  const known = outcomes.get(target) ?? new Map<string | undefined, PatchOutcome>();
  outcomes.set(target, known.set(file, outcome));
}

/** Undefined as long as no sweep has come across it. */
export function outcomeOf(target: object, file: string | undefined): PatchOutcome | undefined {
  return outcomes.get(target)?.get(file);
}

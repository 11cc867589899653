/** The time a hook of ours is the one in its slot. */
export interface SlotTurn<Hook> {
  /** What stood in the slot before, or was set meanwhile: to be called from ours. */
  readonly next: Hook | undefined;
  readonly isOver: boolean;
}

/**
 * Keeps a hook of ours in a slot that has room for one, whoever else wants it. Many who want it too
 * take what stands there, ours, and call it from the hook they set. So each hook that is set is met
 * by a new one of ours, and the one before, once its turn is over, is to call nothing but its `next`.
 *
 * @param standing what is in the slot already
 * @param put fills the slot
 * @param make our hook for one turn
 * @returns what takes the place of the slot's setter
 */
export function keepSlot<Hook>(
  standing: Hook | undefined,
  put: (hook: Hook) => void,
  make: (turn: SlotTurn<Hook>) => Hook,
): (hook: Hook | undefined) => void {
  let latest: { isOver: boolean } | undefined;
  const place = (next: Hook | undefined) => {
    if (latest !== undefined) {
      latest.isOver = true;
    }
    const turn = { next, isOver: false };
    latest = turn;
    put(make(turn));
  };
  place(standing);
  return place;
}

/**
 * Gives as many as can be one of their candidates to itself. One that has been taken is given up by
 * a taker that finds another (augmenting paths), so that dozens that look alike are paired in a moment.
 */
export function pairUp<E, A>(candidates: ReadonlyMap<E, readonly A[]>): Map<E, A> {
  const takers = new Map<A, E>();
  const take = (taker: E, asked: Set<A>): boolean => {
    const wanted = candidates.get(taker)!.filter((one) => !asked.has(one));
    const free = wanted.find((one) => !takers.has(one));
    const given = free ?? wanted.find((one) => isGivenUp(one, asked));
    if (given === undefined) {
      return false;
    }
    takers.set(given, taker);
    return true;
  };
  const isGivenUp = (one: A, asked: Set<A>): boolean =>
    !asked.has(one) && take(takers.get(one)!, asked.add(one));
  for (const taker of candidates.keys()) {
    take(taker, new Set());
  }
  return new Map([...takers].map(([one, taker]) => [taker, one]));
}

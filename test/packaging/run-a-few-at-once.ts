const atOnce = 2;

/** Runs work for each of them, a few at a time, and lets no failure keep the others from running. */
export async function runAFewAtOnce<Item, Result>(
  items: readonly Item[],
  run: (item: Item) => Promise<Result>,
): Promise<ReadonlyMap<Item, PromiseSettledResult<Result>>> {
  const results = new Map<Item, PromiseSettledResult<Result>>();
  const waiting = [...items];
  const work = async (): Promise<void> => {
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) {
      const [result] = await Promise.allSettled([run(item)]);
      results.set(item, result);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return results;
}

/** Nest's own of one instance: settles with the error of its constructor or factory, or with nothing. */
interface Signal {
  asPromise(): Promise<unknown>;
}

/** What is used of Nest's InstanceWrapper. */
interface Wrapper {
  /** Absent until the instance is begun. */
  readonly settlementSignal?: Signal;
}

type Collection = ReadonlyMap<unknown, Wrapper>;

/** What is used of Nest's ModulesContainer. */
interface Modules {
  values(): Iterable<{
    readonly providers: Collection;
    readonly injectables: Collection;
    readonly controllers: Collection;
  }>;
}

// Taken before a test may put fake timers in their place.
const { setImmediate: soon } = globalThis;

/**
 * Calls back when an application turns out never to be finished. Whoever waits for it gets the error
 * and no application to close, and no hook of Nest's is called then.
 *
 * @returns how to end that: later, an instance made for one request may fail
 */
export function onFailedMaking(modules: Modules, callback: () => void): () => void {
  const seen = new Set<Signal>();
  let isOver = false;
  const follow = async (): Promise<void> => {
    const begun = signalsIn(modules).filter((signal) => !seen.has(signal));
    // After all that was begun there is nothing more: the application has been made.
    isOver ||= begun.length === 0;
    if (isOver) {
      return;
    }
    await Promise.all(
      begun.map(async (signal) => {
        seen.add(signal);
        if ((await signal.asPromise()) !== undefined && !isOver) {
          isOver = true;
          callback();
        }
      }),
    );
    // Nest begins what comes after these: injectables and controllers wait for providers.
    soon(() => void follow());
  };
  void follow();
  return () => {
    isOver = true;
  };
}

function signalsIn(modules: Modules): Signal[] {
  return [...modules.values()]
    .flatMap(({ providers, injectables, controllers }) => [
      ...providers.values(),
      ...injectables.values(),
      ...controllers.values(),
    ])
    .flatMap(({ settlementSignal }) => settlementSignal ?? []);
}

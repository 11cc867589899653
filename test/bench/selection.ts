import type { Plan } from './plan.js';
import { configurations, platforms, routes } from './subjects.js';
import type { ConfigurationId, Platform, RouteId } from './subjects.js';

export const parts = ['micro', 'startup', 'overhead', 'saturation', 'outage'] as const;

/** A thing that is measured for itself. */
export type Part = (typeof parts)[number];

/** Which of everything is measured. */
export interface Selection {
  readonly parts: readonly Part[];
  readonly platforms: readonly Platform[];
  readonly routes: readonly RouteId[];
  readonly configurations: readonly ConfigurationId[];
  /** Of less than everything there are no results to keep. */
  readonly isPartial: boolean;
}

/** The lists of the command line as they were typed, such as `hello,steps`. */
export interface Wishes {
  readonly part?: string;
  readonly platform?: string;
  readonly route?: string;
  readonly only?: string;
}

const configurationIds = configurations.map(({ id }) => id);

/** @throws Error with a sentence for whoever typed something that does not exist */
export function select(wishes: Wishes, plan: Plan): Selection {
  const isPartial = Object.values(wishes).some((wish) => wish !== undefined);
  const selection: Selection = {
    // Platform, route and configuration are chosen to see what requests cost.
    parts: choose('part', wishes.part, parts, isPartial ? ['overhead'] : parts),
    platforms: choose('platform', wishes.platform, platforms),
    routes: choose(
      'route',
      wishes.route,
      routes.map(({ id }) => id),
    ),
    configurations: choose('only', wishes.only, configurationIds, plan.configurations),
    isPartial,
  };
  refuseNothing(selection);
  return selection;
}

function choose<T extends string>(
  option: keyof Wishes,
  wish: string | undefined,
  known: readonly T[],
  otherwise = known,
): readonly T[] {
  if (wish === undefined) return otherwise;
  const wanted = wish.split(',').map((each) => each.trim());
  const unknown = wanted.find((each) => !known.some((one) => one === each));
  if (unknown !== undefined) {
    throw new Error(
      `--${option} knows no "${unknown}". It takes one or more of: ${known.join(', ')}`,
    );
  }
  return known.filter((each) => wanted.includes(each));
}

function refuseNothing({ platforms, routes: chosen }: Selection): void {
  const served = routes.filter(({ id }) => chosen.includes(id));
  if (served.some((route) => route.platforms.some((each) => platforms.includes(each)))) return;
  throw new Error(
    `--route ${chosen.join(', ')} is not served on --platform ${platforms.join(', ')}.`,
  );
}

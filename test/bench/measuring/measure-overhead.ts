import type { Plan } from '../plan.js';
import { say } from '../report/say.js';
import type { Selection } from '../selection.js';
import { routes } from '../subjects.js';
import type { ConfigurationId, Platform, Route, RouteId } from '../subjects.js';
import type { Stage } from './stage.js';
import { Subject } from './subject.js';
import type { Slice } from './subject.js';

/** What one process cost on one route. */
export interface Series {
  readonly configuration: ConfigurationId;
  readonly platform: Platform;
  readonly process: number;
  readonly route: RouteId;
  readonly spansPerRequest: number;
  readonly note: string | undefined;
  readonly slices: Slice[];
}

interface Line {
  readonly subject: Subject;
  readonly route: Route;
  readonly series: Series;
}

interface Order {
  readonly platform: Platform;
  readonly plan: Plan;
  readonly selection: Selection;
}

/**
 * All processes of all configurations are up at once and take turns of about 100 ms, in another
 * order each round: whatever the machine does meanwhile, it does to all of them.
 */
export async function measureOverhead(stage: Stage, order: Order): Promise<Series[]> {
  const { platform, plan } = order;
  say(`${platform}: starting the servers`);
  const subjects = await startSubjects(stage, order);
  try {
    const lines = await warmUp(subjects, order);
    for (let round = 1; round <= plan.slices; round += 1) {
      say(`${platform}: round ${round} of ${plan.slices}`);
      await measureRound(lines);
    }
    return lines.map(({ series }) => series);
  } finally {
    await Promise.all(subjects.map((subject) => subject.stop()));
  }
}

/** Some at a time: a server that starts also waits, and all of them at once would want much memory. */
const startsAtOnce = 4;

async function startSubjects(
  stage: Stage,
  { platform, plan, selection }: Order,
): Promise<Subject[]> {
  const configurations = withUntraced(selection.configurations);
  const orders = configurations.flatMap((configuration) =>
    Array.from({ length: plan.processes[configuration] }, (_, index) => ({
      configuration,
      platform,
      process: index + 1,
    })),
  );
  const subjects: Subject[] = [];
  while (subjects.length < orders.length) {
    const next = orders.slice(subjects.length, subjects.length + startsAtOnce);
    subjects.push(...(await Promise.all(next.map((order) => Subject.start(stage, order)))));
  }
  return subjects;
}

/** Whoever asks for one configuration asks for its ratio. */
function withUntraced(chosen: readonly ConfigurationId[]): ConfigurationId[] {
  return [...new Set<ConfigurationId>(['untraced', ...chosen])];
}

/**
 * Nest, the platform and the tracing are the same code on every route, so the routes warm each other
 * up: all of them, also when one is measured, or V8 would compile that one better than in a whole run.
 */
async function warmUp(subjects: Subject[], { platform, plan, selection }: Order): Promise<Line[]> {
  const served = routes.filter(({ platforms }) => platforms.includes(platform));
  const lines: Line[] = [];
  for (const [index, subject] of subjects.entries()) {
    say(`${platform}: warming up process ${index + 1} of ${subjects.length}`);
    for (let slice = 0; slice < plan.warmUpSlices; slice += 1) {
      for (const route of served) await subject.measure(route);
    }
    for (const route of served.filter(({ id }) => selection.routes.includes(id))) {
      lines.push({ subject, route, series: await openSeries(subject, route) });
    }
  }
  return lines;
}

async function openSeries(subject: Subject, route: Route): Promise<Series> {
  const { configuration, platform, process } = subject.order;
  const spansPerRequest = await subject.countSpansPerRequest(route);
  const { note } = subject.server.ready;
  return { configuration, platform, process, route: route.id, spansPerRequest, note, slices: [] };
}

/** Route by route, so that the slices compared with each other are also the nearest in time. */
async function measureRound(lines: Line[]): Promise<void> {
  for (const { id } of routes) {
    for (const { subject, route, series } of shuffled(lines)) {
      if (route.id === id) {
        series.slices.push(await subject.measure(route));
      }
    }
  }
}

function shuffled<T>(items: readonly T[]): T[] {
  return items
    .map((item) => ({ item, place: Math.random() }))
    .toSorted((a, b) => a.place - b.place)
    .map(({ item }) => item);
}

import type { Plan } from '../plan.js';
import { say } from '../report/say.js';
import type { Selection } from '../selection.js';
import { routeById } from '../subjects.js';
import type { ConfigurationId } from '../subjects.js';
import type { Stage } from './stage.js';
import { Subject } from './subject.js';

/** What became of the spans of a server that had no pause. */
export interface Saturation {
  readonly configuration: ConfigurationId;
  readonly requests: number;
  readonly expectedSpans: number;
  readonly receivedSpans: number;
}

const configurations = ['ours', 'ours-stock', 'usual-stack', 'nestjs-otel'] as const;
const load = { requests: 1_000, sockets: 32 };

/** Express, /steps, 32 sockets, and a collector that answers at once. */
export async function measureSaturation(
  stage: Stage,
  plan: Plan,
  selection: Selection,
): Promise<Saturation[]> {
  say('saturation: starting a process of each configuration');
  const subjects = await Promise.all(
    configurations
      .filter((id) => selection.configurations.includes(id))
      .map((configuration) =>
        Subject.start(stage, { configuration, platform: 'express', process: 0 }),
      ),
  );
  try {
    const results: Saturation[] = [];
    for (const subject of subjects) {
      say(`saturation: ${subject.order.configuration}`);
      results.push(await saturate(subject, plan));
    }
    return results;
  } finally {
    await Promise.all(subjects.map((subject) => subject.stop()));
  }
}

async function saturate(
  subject: Subject,
  { warmUpSlices, saturationMs }: Plan,
): Promise<Saturation> {
  const steps = routeById('steps');
  for (let slice = 0; slice < warmUpSlices; slice += 1) await subject.measure(steps);
  const spansPerRequest = await subject.countSpansPerRequest(steps);
  const received = await subject.received();
  let requests = 0;
  for (const end = performance.now() + saturationMs; performance.now() < end;) {
    await subject.send(steps, load);
    requests += load.requests;
  }
  await subject.server.ask('flushedUsage');
  return {
    configuration: subject.order.configuration,
    requests,
    expectedSpans: requests * spansPerRequest,
    receivedSpans: (await subject.received()) - received,
  };
}

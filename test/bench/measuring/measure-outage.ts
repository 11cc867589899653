import type { Plan } from '../plan.js';
import { say } from '../report/say.js';
import type { Selection } from '../selection.js';
import { routeById } from '../subjects.js';
import type { ConfigurationId } from '../subjects.js';
import type { Stage } from './stage.js';
import { Subject } from './subject.js';

/** What a dead collector makes of a server's memory. */
export interface Outage {
  readonly configuration: ConfigurationId;
  readonly durationMs: number;
  readonly requests: number;
  /** Heap and buffers after a collection of garbage, at the end over the beginning. */
  readonly growthBytes: number;
}

interface Victim {
  readonly subject: Subject;
  readonly bytesBefore: number;
  requests: number;
}

const configurations = ['untraced', 'ours', 'ours-stock', 'usual-stack', 'nestjs-otel'] as const;
const steps = routeById('steps');
const load = { requests: 250, sockets: 16 };

/** Express, /steps: the collector dies when all servers are warm, and the requests go on. */
export async function measureOutage(
  stage: Stage,
  plan: Plan,
  selection: Selection,
): Promise<Outage[]> {
  const collector = await stage.startCollector();
  const victims: Victim[] = [];
  try {
    say('outage: starting a process of each configuration');
    const starts = configurations
      .filter((configuration) => selection.configurations.includes(configuration))
      .map((configuration) =>
        Subject.start(stage, { configuration, platform: 'express', process: 0, collector }),
      );
    for (const subject of await Promise.all(starts)) {
      victims.push(await warmUp(subject, plan));
    }
    say(`outage: ${plan.outageMs / 1_000} s without a collector`);
    await collector.stop();
    await sendInTurn(victims, plan.outageMs);
    return await Promise.all(victims.map((victim) => conclude(victim, plan.outageMs)));
  } finally {
    await Promise.all(victims.map(({ subject }) => subject.stop()));
  }
}

async function warmUp(subject: Subject, plan: Plan): Promise<Victim> {
  for (let slice = 0; slice < 2 * plan.warmUpSlices; slice += 1) {
    await subject.measure(steps);
  }
  return { subject, bytesBefore: await subject.server.ask('retainedBytes'), requests: 0 };
}

async function sendInTurn(victims: Victim[], durationMs: number): Promise<void> {
  for (const end = performance.now() + durationMs; performance.now() < end;) {
    for (const victim of victims) {
      await victim.subject.send(steps, load);
      victim.requests += load.requests;
    }
  }
}

async function conclude(
  { subject, bytesBefore, requests }: Victim,
  durationMs: number,
): Promise<Outage> {
  const growthBytes = (await subject.server.ask('retainedBytes')) - bytesBefore;
  return { configuration: subject.order.configuration, durationMs, requests, growthBytes };
}

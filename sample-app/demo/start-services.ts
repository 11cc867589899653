import type { ServiceName } from '../shared/addresses.js';
import type { ChosenServers } from './choose-servers.js';
import { requireFreePorts } from './free-ports.js';
import { listeningServices, serviceEnvironment, startOrder } from './services.js';
import { announce, type Stage } from './stage.js';

/** Resolves when every service is ready for requests. */
export async function startServices(stage: Stage, servers: ChosenServers): Promise<void> {
  await requireFreePorts(listeningServices(servers));
  const groups = startOrder(servers);
  const waiting = new Set(groups.flat());
  const env = serviceEnvironment(servers, stage.collector.url);

  announce(stage, `Starting ${[...waiting].join(', ')}`);
  for (const group of groups) {
    const started = group.map(async (name) => {
      await stage.services.start(name, env);
      waiting.delete(name);
      announce(stage, describeProgress(waiting));
    });
    await Promise.all(started);
  }
}

function describeProgress(waiting: ReadonlySet<ServiceName>): string {
  if (waiting.size === 0) return 'All services are ready';
  return `Waiting for ${[...waiting].join(', ')}`;
}

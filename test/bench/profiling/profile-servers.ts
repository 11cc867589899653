import { mkdir, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { Stage } from '../measuring/stage.js';
import { Subject } from '../measuring/subject.js';
import type { Plan } from '../plan.js';
import { say } from '../report/say.js';
import type { Selection } from '../selection.js';
import { configurations, routeById } from '../subjects.js';
import type { ConfigurationId, Platform, Route } from '../subjects.js';
import { renderProfile } from './render-profile.js';
import { summarizeProfile } from './summarize-profile.js';

const folder = new URL('../../results/', import.meta.url);
const load = { requests: 500, sockets: 16 };

interface Scene {
  readonly configuration: ConfigurationId;
  readonly platform: Platform;
  readonly route: Route;
}

/** One server after the other under a load without pauses, and where its time goes. */
export async function profileServers(
  selection: Selection,
  plan: Plan,
  seconds: number,
): Promise<void> {
  const stage = await Stage.open();
  try {
    for (const scene of scenesOf(selection)) {
      const { configuration, platform } = scene;
      const subject = await Subject.start(stage, { configuration, platform, process: 0 });
      try {
        await profile(subject, scene, { plan, seconds });
      } finally {
        await subject.stop();
      }
    }
  } finally {
    await stage.close();
  }
}

function scenesOf({ configurations, platforms, routes }: Selection): Scene[] {
  return configurations.flatMap((configuration) =>
    platforms.flatMap((platform) =>
      routes
        .map(routeById)
        .filter((route) => route.platforms.includes(platform))
        .map((route) => ({ configuration, platform, route })),
    ),
  );
}

async function profile(
  subject: Subject,
  { configuration, platform, route }: Scene,
  { plan, seconds }: { plan: Plan; seconds: number },
): Promise<void> {
  const label = configurations.find(({ id }) => id === configuration)?.label;
  const title = `${label}, ${platform} ${route.path}`;
  say(`${title}: warming up`);
  for (let slice = 0; slice < 2 * plan.warmUpSlices; slice += 1) await subject.measure(route);
  say(`${title}: ${seconds} s under load`);
  await subject.server.ask('startProfile');
  let requests = 0;
  for (const end = performance.now() + seconds * 1_000; performance.now() < end;) {
    await subject.send(route, load);
    requests += load.requests;
  }
  const taken = await subject.server.ask('stopProfile');
  const file = new URL(`${configuration}-${platform}-${route.id}.cpuprofile`, folder);
  await mkdir(folder, { recursive: true });
  await writeFile(file, JSON.stringify(taken));
  say('');
  console.log(`\n${renderProfile(title, summarizeProfile(taken), requests)}`);
  console.log(`\nWritten to ${fileURLToPath(file)}, for the developer tools of a browser`);
}

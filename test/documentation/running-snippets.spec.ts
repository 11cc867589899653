import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { forgetPrograms } from '../support/compiled-program.js';
import { startFakeMongodb } from '../support/fake-mongodb.js';
import type { FakeServer } from '../support/fake-server.interface.js';
import { startFakeKafka } from '../support/kafka/fake-kafka.js';
import { describeWith, serverUrl } from '../support/servers.js';
import { findSnippets, placeOf } from './find-snippets.js';
import { readMarkdownFiles } from './markdown-files.js';
import { runScene } from './run-scene.js';
import { findScenes } from './scenes.js';
import type { Scene } from './scenes.js';
import { programsFolder } from './start-programs.js';

/** Stand-ins come with the tests, and are there for every program. */
const real = ['postgres', 'redis', 'rabbitmq'] as const;
const standIns: FakeServer[] = [];
let addresses: Record<string, string>;

beforeAll(async () => {
  const [mongodb, kafka] = await Promise.all([startFakeMongodb(), startFakeKafka()]);
  standIns.push(mongodb, kafka);
  addresses = {
    DATABASE_URL: serverUrl('postgres'),
    REDIS_URL: serverUrl('redis'),
    RABBITMQ_URL: serverUrl('rabbitmq'),
    MONGODB_URL: mongodb.address,
    KAFKA_BROKER: kafka.address,
  };
});

afterAll(async () => {
  for (const server of standIns) server.close();
  await forgetPrograms();
  await rm(programsFolder, { recursive: true, force: true });
});

// Two at a time, so that deadlines stay honest on a small machine.
vi.setConfig({ maxConcurrency: 2 });

describe.concurrent('the programs of our guides', { timeout: 120_000 }, () => {
  for (const scene of readMarkdownFiles().flatMap((file) => findScenes(findSnippets(file)))) {
    describeWith(serversOf(scene), placeOf(scene.programs.at(-1)!), () => {
      it('runs as it stands, and does what the guide shows', async () => {
        await expect(runScene(scene, addresses)).resolves.toBeUndefined();
      });
    });
  }
});

function serversOf({ servers }: Scene): (typeof real)[number][] {
  return real.filter((name) => servers.includes(name));
}

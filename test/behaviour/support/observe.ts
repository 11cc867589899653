import { fork } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { applications } from '../apps/index.js';
import { askRaw } from './raw-client.js';
import type { LastWords, Ports, Setting } from './variants.js';

const readyWithinMs = 60_000;

/** What a process answered, and what it said at its end. */
export interface Observed extends LastWords {
  /** Raw answers by `application: what the request shows`. */
  readonly answers: Readonly<Record<string, string>>;
}

/** Runs all applications in a process of their own, and asks them everything, one by one. */
export async function observe(program: string, setting: Setting): Promise<Observed> {
  const child = fork(program, [JSON.stringify(setting)], {
    execArgv: [],
    env: { ...process.env, NODE_OPTIONS: '' },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  const said = text(child.stderr!);
  const ended = once(child, 'exit').then(async () => {
    throw new Error(`The applications ended too early:\n${await said}`);
  });
  const next = async (): Promise<unknown> => {
    const signal = AbortSignal.timeout(readyWithinMs);
    return ((await Promise.race([once(child, 'message', { signal }), ended])) as [unknown])[0];
  };
  try {
    const answers = await askAll((await next()) as Ports);
    child.send('end');
    const lastWords = (await next()) as LastWords;
    ended.catch(() => undefined);
    return { answers, ...lastWords };
  } catch (error) {
    ended.catch(() => undefined);
    child.kill('SIGKILL');
    throw error;
  }
}

async function askAll(ports: Ports): Promise<Record<string, string>> {
  const answers: Record<string, string> = {};
  for (const { name, requests } of applications) {
    for (const [shows, request] of Object.entries(requests)) {
      answers[`${name}: ${shows}`] = await askRaw(ports[name] ?? 0, request);
    }
  }
  return answers;
}

import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { basename } from 'node:path';
import { compileProgram } from '../support/compiled-program.js';
import { startProgram } from '../support/run-program.js';
import type { RunningProgram } from '../support/run-program.js';
import { waitFor } from '../support/wait-for.js';
import type { Snippet } from './find-snippets.js';
import type { Scene } from './scenes.js';

/** Where programs stand as files for the time of a test. */
export const programsFolder = new URL(
  `../../node_modules/.cache/snippets-${process.pid}/`,
  import.meta.url,
);
const invoker = new URL('./fixtures/invoke-handler.ts', import.meta.url);
const startDeadlineMs = 45_000;

/** Starts the programs of a scene one after the other, each once the one before it is ready. */
export async function startPrograms(
  { programs, isFunction, requests, events }: Scene,
  environment: Readonly<Record<string, string>>,
  running: RunningProgram[],
): Promise<void> {
  for (const snippet of programs) {
    const file = await writeProgram(snippet);
    const isLast = snippet === programs.at(-1);
    const program =
      isLast && isFunction
        ? await startFunction(file, events, environment)
        : await startProgram(file, environment);
    running.push(program);
    if (!isLast) {
      await untilReady(program, async () => program.stdout().includes('successfully started'));
    } else if (requests.length > 0) {
      await untilReady(program, () => listensOn(environment.PORT));
    }
  }
}

async function untilReady(program: RunningProgram, isReady: () => Promise<boolean>): Promise<void> {
  const ready = async () => (await isReady()) || program.hasEnded();
  await waitFor('the application to start', ready, startDeadlineMs);
  if (program.hasEnded()) throw new Error(`It ended at its start:\n${program.stderr()}`);
}

async function listensOn(port: string | undefined): Promise<boolean> {
  const socket = connect(Number(port), '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

/** A platform that calls the handler with each event, and stops the process with the last answer. */
async function startFunction(
  file: URL,
  events: readonly Snippet[],
  environment: Readonly<Record<string, string>>,
): Promise<RunningProgram> {
  const compiled = await compileProgram(file);
  return startProgram(invoker, {
    ...environment,
    // A timer must not do what the handler has to.
    OTEL_BSP_SCHEDULE_DELAY: '60000',
    HANDLER: compiled,
    EVENTS: JSON.stringify(events.map(({ code }) => JSON.parse(code) as unknown)),
  });
}

async function writeProgram({ file, line, code }: Snippet): Promise<URL> {
  await mkdir(programsFolder, { recursive: true });
  const target = new URL(`${basename(file, '.md')}-line-${line}.ts`, programsFolder);
  await writeFile(target, code);
  return target;
}

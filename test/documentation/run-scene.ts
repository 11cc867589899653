import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { findFreePorts } from '../support/free-ports.js';
import { startLoopbackServer } from '../support/loopback-server.js';
import type { LoopbackServer } from '../support/loopback-server.js';
import type { RunningProgram } from '../support/run-program.js';
import type { Snippet } from './find-snippets.js';
import { readSpans, showTraces } from './recorded-traces.js';
import type { Scene } from './scenes.js';
import { seeTexts } from './see-texts.js';
import { startPrograms } from './start-programs.js';

const run = promisify(execFile);

/**
 * Starts the programs of a scene as they stand in the guide, with `PORT` and the addresses of servers
 * set, types its requests, and waits until the traces and lines that the guide shows are there.
 *
 * @throws Error with the text that did not come, and with what came instead
 */
export async function runScene(
  scene: Scene,
  addresses: Readonly<Record<string, string>>,
): Promise<void> {
  const collector = await startLoopbackServer();
  const running: RunningProgram[] = [];
  try {
    const [port = 0] = await findFreePorts(1);
    const environment = { ...addresses, PORT: String(port), ...environmentOf(collector) };
    await startPrograms(scene, environment, running);
    for (const request of scene.requests) await type(request, port);
    await seeTexts(scene.texts, {
      traces: () => showTraces(collector.received.flatMap(({ body }) => readSpans(body))),
      output: () => readOutput(running),
    });
    if (endsByItself(scene)) await endsWell(running.at(-1)!);
  } finally {
    await endAll(running);
    await collector.close();
  }
}

function environmentOf({ url }: LoopbackServer): Record<string, string> {
  return { OTEL_EXPORTER_OTLP_ENDPOINT: url, OTEL_BSP_SCHEDULE_DELAY: '50', NO_COLOR: '1' };
}

/** As it stands in the guide, but for the port. */
async function type({ code }: Snippet, port: number): Promise<void> {
  await run('sh', ['-ec', code.replaceAll('localhost:3000', `127.0.0.1:${port}`)]);
}

function readOutput(running: readonly RunningProgram[]): string {
  return running.map((program) => program.stdout() + program.stderr()).join('');
}

/** A server waits for more requests, and a function is frozen. */
function endsByItself({ requests, isFunction }: Scene): boolean {
  return requests.length === 0 && !isFunction;
}

async function endsWell(program: RunningProgram): Promise<void> {
  const { code } = await program.ended();
  if (code !== 0) throw new Error(`It ended with code ${code}:\n${program.stderr()}`);
}

/** What a platform has frozen hears no other signal. */
async function endAll(running: readonly RunningProgram[]): Promise<void> {
  for (const program of running) program.kill('SIGKILL');
  await Promise.allSettled(running.map((program) => program.ended()));
}

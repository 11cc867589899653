import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { Collector } from '../../engine/support/collector.js';
import { nodeBinary } from '../node-binary.js';
import type { Cell } from './cells.js';
import { drawTree } from './draw-tree.js';
import { scenario } from './scenario.js';
import type { Visit } from './scenario.js';

const deadlineMs = 60_000;

/** What one cell answered and sent. */
export interface CellResult {
  /** By name of the request. */
  readonly trees: Readonly<Record<string, string>>;
  /** Whatever the application wrote. */
  readonly output: string;
  readonly spans: number;
}

/** Starts the application in a process of its own, asks it everything, and closes it. */
export async function runCell(cell: Cell, program: string): Promise<CellResult> {
  const collector = await Collector.start();
  const child = await start(cell, program, collector.url);
  const output = Promise.all([text(child.stdout!), text(child.stderr!)]);
  try {
    const [{ url }] = (await nextOf(child, 'message')) as [{ url: string }];
    for (const [index, visit] of scenario.entries()) await ask(visit, url, traceIdOf(index));
    // It delivers what is left of its spans before it ends.
    child.send('close');
    await nextOf(child, 'exit');
  } catch (error) {
    child.kill('SIGKILL');
    throw new Error((await output).join(''), { cause: error });
  } finally {
    await collector.stop();
  }
  return {
    trees: Object.fromEntries(
      scenario.map(({ name }, index) => [name, drawTree(collector.spans(), traceIdOf(index))]),
    ),
    output: (await output).join(''),
    spans: collector.spans().length,
  };
}

async function start(cell: Cell, program: string, collectorUrl: string): Promise<ChildProcess> {
  return fork(program, {
    execPath: await nodeBinary(cell.node),
    execArgv: [],
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      PLATFORM: cell.platform,
      OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: collectorUrl,
    },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
}

/** @throws Error when the process ends before, or does not answer in time */
async function nextOf(child: ChildProcess, event: 'message' | 'exit'): Promise<unknown[]> {
  const signal = AbortSignal.timeout(deadlineMs);
  if (event === 'exit') return once(child, 'exit', { signal });
  const ended = once(child, 'exit', { signal }).then(() => {
    throw new Error('The application ended before it was ready.');
  });
  return Promise.race([once(child, event, { signal }), ended]);
}

async function ask({ method = 'GET', path, headers, body }: Visit, url: string, traceId: string) {
  const response = await fetch(`${url}${path}`, {
    method,
    headers: {
      'x-api-key': 'matrix',
      ...(body === undefined ? undefined : { 'content-type': 'application/json' }),
      traceparent: `00-${traceId}-00f067aa0ba902b7-01`,
      ...headers,
    },
    body,
  });
  await response.arrayBuffer();
}

/** Each request is a trace of its own, begun by us, so that its spans can be told apart. */
function traceIdOf(index: number): string {
  return (index + 1).toString(16).padStart(32, '0');
}

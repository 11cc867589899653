import { Collector } from '../../engine/support/collector.js';
import { AppProcess } from '../app-process.js';
import { drawTree } from '../draw-tree.js';
import type { Cell } from './cells.js';
import { scenario } from './scenario.js';
import type { Visit } from './scenario.js';

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
  const app = await AppProcess.start<{ url: string }>(program, cell.node, {
    PLATFORM: cell.platform,
    OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: collector.url,
  });
  try {
    const { url } = await app.nextMessage();
    for (const [index, visit] of scenario.entries()) await ask(visit, url, traceIdOf(index));
    await app.close();
  } catch (error) {
    throw new Error(await app.kill(), { cause: error });
  } finally {
    await collector.stop();
  }
  return {
    trees: Object.fromEntries(
      scenario.map(({ name }, index) => [name, drawTree(collector.spans(), traceIdOf(index))]),
    ),
    output: await app.output(),
    spans: collector.spans().length,
  };
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

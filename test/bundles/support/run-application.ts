import { execFile } from 'node:child_process';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import { Collector } from '../../engine/support/collector.js';
import { drawTree } from '../../packaging/draw-tree.js';
import { findFreePorts } from '../../support/free-ports.js';
import { serverUrl } from '../../support/servers.js';

const deadlineMs = 45_000;

/** What an application did before it ended. */
export interface ApplicationRun {
  /** The traces as they came over OTLP, one after the other. */
  readonly traces: string;
  /** What it printed at its end. */
  readonly result: string[];
  /** Whatever it warned of. */
  readonly warnings: string;
}

/**
 * Runs an application in a process of its own, to its end.
 *
 * @throws Error with what it wrote, when it fails or takes more than 20 s
 */
export async function runApplication(
  program: string,
  environment: Readonly<Record<string, string>> = {},
): Promise<ApplicationRun> {
  const collector = await Collector.start();
  const [port] = await findFreePorts(1);
  try {
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [program], {
      cwd: dirname(program),
      timeout: deadlineMs,
      env: {
        PATH: process.env.PATH,
        REDIS_URL: serverUrl('redis'),
        STOCK_PORT: String(port),
        OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: collector.url,
        OTEL_LOG_LEVEL: 'warn',
        ...environment,
      },
    });
    return { traces: drawTraces(collector), result: JSON.parse(stdout), warnings: stderr };
  } finally {
    await collector.stop();
  }
}

function drawTraces(collector: Collector): string {
  const spans = collector.spans();
  const traceIds = new Set(spans.map(({ traceId }) => traceId));
  return [...traceIds].map((traceId) => drawTree(spans, traceId)).join('\n');
}

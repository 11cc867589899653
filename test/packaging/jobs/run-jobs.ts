import { Collector } from '../../engine/support/collector.js';
import { serverUrl } from '../../support/servers.js';
import { AppProcess } from '../app-process.js';
import { drawTree } from '../draw-tree.js';
import type { NestProjects } from '../nest-projects.js';
import type { NestBuild } from '../nest-versions.js';

/** An application that does work of its own, with tracing or without. */
export interface JobsBuild extends NestBuild {
  readonly traced: boolean;
}

/** What the application says it did. */
interface Done {
  readonly results: Readonly<Record<string, unknown>>;
  readonly diary: readonly string[];
}

export interface JobsResult extends Done {
  /** One for each trace. */
  readonly trees: readonly string[];
  /** Whatever the application wrote. */
  readonly output: string;
}

/** Starts the application in a process of its own, and closes it when it has done everything. */
export async function runJobs(build: JobsBuild, projects: NestProjects): Promise<JobsResult> {
  const collector = await Collector.start();
  const program = projects.program(build, build.traced ? 'traced' : 'plain');
  const app = await AppProcess.start<Done>(program, 20, {
    RUN: `jobs${process.pid}-${performance.now()}`,
    REDIS_URL: serverUrl('redis'),
    OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: collector.url,
  });
  try {
    const done = await app.nextMessage();
    await app.close();
    return { ...done, trees: drawTrees(collector), output: await app.output() };
  } catch (error) {
    throw new Error(`${String(error)}\n${await app.kill()}`, { cause: error });
  } finally {
    await collector.stop();
  }
}

function drawTrees(collector: Collector): string[] {
  const spans = collector.spans();
  const traces = new Set(spans.map(({ traceId }) => traceId));
  return [...traces].map((trace) => drawTree(spans, trace));
}

import type { INestApplication, ModuleMetadata } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { afterEach } from 'vitest';
import { TracingModule, TracingService } from '../../../lib/index.js';
import type { TracingFinding, TracingModuleOptions } from '../../../lib/index.js';
import { KeptLines } from '../../instrumentation/report/support/kept-lines.js';
import { testEngine } from '../../support/test-engine.js';
import { waitFor } from '../../support/wait-for.js';

/** A real application that is told of its practices, and what it was told. */
export interface WatchedApplication {
  readonly app: INestApplication;
  /** The findings so far. */
  found(): readonly TracingFinding[];
  /** The warnings in the log so far. */
  warned(): readonly string[];
  get(path: string): Promise<number>;
  /** The first finding of that code, once it is there. */
  finding(code: string): Promise<TracingFinding>;
}

const opened: INestApplication[] = [];

afterEach(async () => {
  for (const app of opened.splice(0)) {
    await app.close();
  }
});

/** Starts an application that is closed after the test, on the engine under test. */
export async function startWatchedApplication(
  metadata: ModuleMetadata,
  options: TracingModuleOptions = {},
): Promise<WatchedApplication> {
  const tracing = TracingModule.forRoot({
    engine: testEngine,
    instrumentations: false,
    exporter: 'memory',
    bestPractices: true,
    ...options,
  });
  const root = {
    module: class AppModule {},
    ...metadata,
    imports: [...(metadata.imports ?? []), tracing],
  };
  const logger = new KeptLines();
  const app = await NestFactory.create(root, { logger });
  opened.push(app);
  await app.listen(0, '127.0.0.1');
  const url = await app.getUrl();
  const found = () => app.get(TracingService).diagnostics().notes;
  return {
    app,
    found,
    warned: () => logger.lines.filter((line) => line.startsWith('warn')),
    get: async (path) => {
      const answer = await fetch(`${url}${path}`);
      await answer.text();
      return answer.status;
    },
    finding: (code) =>
      waitFor(`the finding ${code}`, () => found().find((finding) => finding.code === code)),
  };
}

import type { DynamicModule, INestApplication } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { AbstractHttpAdapter } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { applications } from './index.js';
import type { Behaviours } from '../support/behaviours.interface.js';
import { ListLogger, textOf } from '../support/list-logger.js';
import type { LastWords, Setting } from '../support/variants.js';

const setting = JSON.parse(process.argv[2] ?? '{}') as Setting;
const log: string[] = [];

// What patches whole classes must not even be loaded where nothing is traced.
const library = setting.tracing === undefined ? undefined : await import('nestjs-tracing');

async function main(): Promise<void> {
  const apps: INestApplication[] = [];
  const ports: Record<string, number> = {};
  for (const application of applications) {
    const app = await start(application);
    apps.push(app);
    ports[application.name] = Number(new URL(await app.getUrl()).port);
  }
  // Some of what is thrown on purpose nobody catches, with tracing or without.
  process.on('uncaughtException', (error, origin) => log.push(`${origin}: ${textOf(error)}`));
  process.once('message', () => {
    process.send?.({ log, spans: countSpans(apps) } satisfies LastWords);
    process.disconnect();
    // Some clients have left, and some handlers wait for ever.
    process.exit();
  });
  process.send?.(ports);
}

async function start({ module, options, prepare }: Behaviours): Promise<INestApplication> {
  class RootModule {}
  const root: DynamicModule = { module: RootModule, imports: [module, ...tracingModules()] };
  const logger = new ListLogger(log);
  const app: INestApplication = await NestFactory.create(root, makeAdapter(), {
    logger,
    forceCloseConnections: true,
    ...options,
  });
  prepare?.(app);
  await app.listen(0, '127.0.0.1');
  return app;
}

function makeAdapter(): AbstractHttpAdapter {
  return setting.platform === 'fastify' ? new FastifyAdapter() : new ExpressAdapter();
}

function tracingModules(): DynamicModule[] {
  return library === undefined
    ? []
    : [library.TracingModule.forRoot({ exporter: 'memory', ...setting.tracing })];
}

function countSpans(apps: readonly INestApplication[]): number {
  if (library === undefined) return 0;
  const { TracingService } = library;
  const counts = apps.map((app) => app.get(TracingService).finishedSpans().length);
  return counts.reduce((sum, count) => sum + count, 0);
}

await main();

import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { TracingModule } from '../../../lib/index.js';
import type { TracingModuleOptions } from '../../../lib/index.js';

/** An application with these options and nothing else in it. */
export async function startApplication(
  options: TracingModuleOptions,
): Promise<INestApplicationContext> {
  const tracing = TracingModule.forRoot({ instrumentations: false, ...options });
  return NestFactory.createApplicationContext(
    { module: class {}, imports: [tracing] },
    { logger: false },
  );
}

/** Runs the application for as long as the work takes; then its spans have been delivered. */
export async function traced(options: TracingModuleOptions, work: () => unknown): Promise<void> {
  const app = await startApplication(options);
  await work();
  await app.close();
}

import type { INestApplication, ModuleMetadata } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { AbstractHttpAdapter } from '@nestjs/core';
import { SpanKind } from '@opentelemetry/api';
import { InMemorySpanExporter } from '@opentelemetry/sdk-trace-node';
import type { ReadableSpan } from '@opentelemetry/sdk-trace-node';
import { TracingModule } from '../../lib/index.js';
import type { TracingModuleOptions } from '../../lib/index.js';
import { spanTree } from './span-tree.js';
import { testEngine } from './test-engine.js';
import { waitFor } from './wait-for.js';

/** A real application on a free port of the loopback interface, and the spans it has finished. */
export interface TracedApplication {
  readonly app: INestApplication;
  readonly url: string;
  spans(): ReadableSpan[];
  /** Forgets the spans so far. */
  reset(): void;
  /** The tree of the finished spans, once there are as many as said. */
  treeOf(count: number): Promise<string>;
  /** The first finished span of that name, once it is there. */
  span(name: string): Promise<ReadableSpan>;
  /** The first finished SERVER span, once it is there: the last to end of its request. */
  serverSpan(): Promise<ReadableSpan>;
  close(): Promise<void>;
}

/** How the application is made, where that is not as Nest does it by itself. */
interface Making {
  readonly adapter?: AbstractHttpAdapter;
  /** What `main.ts` does with an application before it listens. */
  readonly prepare?: (app: INestApplication) => void;
}

/**
 * Starts an application that imports TracingModule last, as a user may. Libraries are not
 * listened to unless the options say so, so that the test's own requests make no spans.
 */
export async function startTracedApplication(
  metadata: ModuleMetadata,
  options: TracingModuleOptions = {},
  { adapter, prepare }: Making = {},
): Promise<TracedApplication> {
  // Given to several applications, it has the traces that go through all of them.
  const exporter =
    options.exporter instanceof InMemorySpanExporter
      ? options.exporter
      : new InMemorySpanExporter();
  const tracing = TracingModule.forRoot({
    engine: testEngine,
    instrumentations: false,
    exporter,
    // On a busy machine anything may take long, and would then have a span.
    layers: { minDurationMs: 3_600_000 },
    ...options,
  });
  class AppModule {}
  const root = { ...metadata, module: AppModule, imports: [...(metadata.imports ?? []), tracing] };
  const app = adapter
    ? await NestFactory.create(root, adapter, { logger: false })
    : await NestFactory.create(root, { logger: false });
  prepare?.(app);
  await app.listen(0, '127.0.0.1');
  const spans = () => exporter.getFinishedSpans();
  return {
    app,
    url: await app.getUrl(),
    spans,
    reset: () => exporter.reset(),
    treeOf: async (count) => {
      await waitFor(`${count} spans`, () => spans().length >= count).catch((error: Error) => {
        throw new Error(`${error.message} There are:\n${spanTree(spans())}`);
      });
      return spanTree(spans());
    },
    span: (name) => waitFor(`the span "${name}"`, () => spans().find((one) => one.name === name)),
    serverSpan: () =>
      waitFor('a SERVER span', () => spans().find(({ kind }) => kind === SpanKind.SERVER)),
    close: () => app.close(),
  };
}

import { NestFactory } from '@nestjs/core';
import { NodeTracerProvider } from '@opentelemetry/sdk-trace-node';
import { expect, it } from 'vitest';
import { TracingModule, TracingService } from '../../../lib/index.js';
import { KeptLines } from './support/kept-lines.js';

class AppModule {}

it('says that a tracer provider registered before gets the spans, and warns of nothing', async () => {
  new NodeTracerProvider().register();
  const logger = new KeptLines();
  const tracing = TracingModule.forRoot({ serviceName: 'orders' });
  const root = { module: AppModule, imports: [tracing] };

  const app = await NestFactory.createApplicationContext(root, { logger });
  const { libraries, ...diagnostics } = app.get(TracingService).diagnostics();
  await app.close();

  expect(logger.lines).toEqual([
    'log nestjs-tracing: orders -> the tracer provider registered before it (NodeTracerProvider)',
  ]);
  expect(diagnostics).toEqual({
    serviceName: 'orders',
    state: 'guest',
    provider: 'NodeTracerProvider',
    problems: [],
    notes: [
      {
        code: 'OTHER_PROVIDER',
        message:
          'another tracer provider (NodeTracerProvider) was registered before TracingModule, so ' +
          "our spans go there, and exporter, sampling and instrumentations are its owner's. " +
          'To have them from TracingModule, register no provider of your own.',
      },
    ],
  });
  expect(libraries.map(({ finding }) => finding?.code)).toEqual(
    libraries.map(() => 'OTHER_PROVIDER'),
  );
});

import { Controller, Get } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { InMemorySpanExporter } from '@opentelemetry/sdk-trace-node';
import { expect, it, vi } from 'vitest';
import { TracingModule } from '../../lib/index.js';
import { sharedProvider } from '../../lib/sdk/applications/shared-provider.js';
import { testEngine } from '../support/test-engine.js';
import { waitFor } from '../support/wait-for.js';

@Controller()
class OrdersController {
  @Get()
  find(): string {
    return 'found';
  }
}

function rootModule(tracing: ReturnType<typeof TracingModule.forRoot>) {
  return { module: class AppModule {}, imports: [tracing], controllers: [OrdersController] };
}

/** In a file of its own: another application of this process would be one of two. */
it('makes all spans of the only application in use without asking whose they are', async () => {
  const exporter = new InMemorySpanExporter();
  const options = { engine: testEngine, exporter, instrumentations: false } as const;
  TracingModule.forRoot(options);
  const failing = TracingModule.forRootAsync({
    useFactory: () => Promise.reject(new Error('no options')),
  });
  const create = NestFactory.create(rootModule(failing), { logger: false, abortOnError: false });
  await expect(create).rejects.toThrow('no options');

  const app = await NestFactory.create(rootModule(TracingModule.forRoot(options)), {
    logger: false,
  });
  const asking = vi.spyOn(sharedProvider, 'providerIn');
  await app.listen(0, '127.0.0.1');
  await fetch(await app.getUrl());
  await waitFor('the spans of the request', () => exporter.getFinishedSpans().length >= 2);

  expect(asking).not.toHaveBeenCalled();
  await app.close();
});

import { Controller, Get } from '@nestjs/common';
import { NestFactory, SerializedGraph } from '@nestjs/core';
import { InMemorySpanExporter } from '@opentelemetry/sdk-trace-node';
import { expect, it } from 'vitest';
import { TracingModule } from '../../lib/index.js';
import { spanTree, tree } from '../support/span-tree.js';
import { testEngine } from '../support/test-engine.js';
import { waitFor } from '../support/wait-for.js';

@Controller('orders')
class OrdersController {
  @Get(':id')
  find(): string {
    return 'found';
  }
}

it('an application with the snapshot that Nest Devtools reads is traced as any other', async () => {
  const exporter = new InMemorySpanExporter();
  const tracing = TracingModule.forRoot({ engine: testEngine, exporter, instrumentations: false });
  const root = { module: class {}, imports: [tracing], controllers: [OrdersController] };
  const app = await NestFactory.create(root, { logger: false, snapshot: true });
  await app.listen(0, '127.0.0.1');

  await fetch(`${await app.getUrl()}/orders/7`);

  const spans = () => exporter.getFinishedSpans();
  await waitFor('the spans of the request', () => spans().length >= 2);
  expect(spanTree(spans())).toBe(
    tree(`
      SERVER GET /orders/:id
        OrdersController.find
    `),
  );
  const { entrypoints } = JSON.parse(app.get(SerializedGraph).toString()) as {
    entrypoints: Record<string, { methodName: string; className: string }[]>;
  };
  const [entrypoint] = Object.values(entrypoints).flat();
  expect(entrypoint).toMatchObject({ className: 'OrdersController', methodName: 'find' });
  await app.close();
});

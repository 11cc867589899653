import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** How imports of a project end: ES modules name the file. */
type FileEnding = '' | '.js';

/** Switches tracing on in a new project, as the README says, and nothing else. */
export async function traceAppModule(project: string): Promise<void> {
  const file = join(project, 'src/app.module.ts');
  const text = await readFile(file, 'utf8');
  const traced = text.replace('imports: []', 'imports: [TracingModule.forRoot()]');
  await writeFile(file, `import { TracingModule } from 'nestjs-tracing';\n${traced}`);
}

/**
 * Adds an application that calls itself in three ways, and two test files of it, which expect the
 * same. Each leaves an application unclosed, so that the later one finds what the other has left.
 *
 * @param matchers the import that brings the matchers, where no setup file does
 */
export async function addTestedOrders(
  project: string,
  { ending = '', matchers = '' }: { ending?: FileEnding; matchers?: string },
): Promise<void> {
  const folder = join(project, 'src/orders');
  await mkdir(folder);
  await writeFile(join(folder, 'orders.module.ts'), ordersModule);
  for (const name of ['first', 'second']) {
    await writeFile(join(folder, `${name}.spec.ts`), `${matchers}${spec(ending)}`);
  }
}

const ordersModule = `
import { get } from 'node:http';
import { Controller, Get, Injectable, Module } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { Span, TracedHttpService, TracingModule } from 'nestjs-tracing';
import { lastValueFrom } from 'rxjs';

@Injectable()
class StockService {
  constructor(
    private readonly http: TracedHttpService,
    private readonly host: HttpAdapterHost,
  ) {}

  @Span('stock.ask')
  async ask(): Promise<string> {
    const url = \`http://127.0.0.1:\${this.host.httpAdapter.getHttpServer().address().port}\`;
    await (await fetch(\`\${url}/fetched\`)).text();
    await new Promise((resolve) => get(\`\${url}/got\`, (answer) => answer.resume().on('end', resolve)));
    return (await lastValueFrom(this.http.get(\`\${url}/axios\`))).data;
  }
}

@Controller()
class OrdersController {
  constructor(private readonly stock: StockService) {}

  @Get('orders/:id')
  find(): Promise<string> {
    return this.stock.ask();
  }

  @Get(['fetched', 'got', 'axios'])
  count(): string {
    return '3';
  }
}

@Module({
  imports: [TracingModule.forRoot()],
  controllers: [OrdersController],
  providers: [StockService],
})
export class OrdersModule {}
`;

function spec(ending: FileEnding): string {
  return `
import { get } from 'node:http';
import { Test } from '@nestjs/testing';
import { TraceRecorder, TracingTestingModule } from 'nestjs-tracing/testing';
import { OrdersModule } from './orders.module${ending}';

async function start() {
  const imports = [TracingTestingModule.forRoot(), OrdersModule];
  const app = (await Test.createTestingModule({ imports }).compile()).createNestApplication();
  await app.listen(0, '127.0.0.1');
  servers.push(app.getHttpServer());
  return app;
}

const servers = [];
afterAll(() => servers.forEach((server) => server.close()));

describe('orders', () => {
  it.each(['one application', 'the next one'])('have a trace in %s', async () => {
    const app = await start();
    const traces = app.get(TraceRecorder);
    const port = app.getHttpServer().address().port;

    await new Promise((resolve) =>
      get({ port, path: '/orders/7', agent: false }, (answer) => answer.resume().on('end', resolve)),
    );

    const trace = await traces.waitForTrace((spans) => spans.some(({ name }) => name === 'GET /orders/:id'));
    expect(trace).toMatchTrace(\`
      SERVER GET /orders/:id
        OrdersController.find
          stock.ask
            CLIENT GET
              SERVER GET /axios
                OrdersController.count
            CLIENT GET
              SERVER GET /fetched
                OrdersController.count
            CLIENT GET
              SERVER GET /got
                OrdersController.count
    \`);
    await app.close();
  });

  it('leaves an application open', async () => {
    await start();
  });
});
`;
}

import { createRequire } from 'node:module';
import { Writable } from 'node:stream';
import { ConsoleLogger, Controller, Get, Logger } from '@nestjs/common';
import type { INestApplication, ModuleMetadata } from '@nestjs/common';
import type { ReadableSpan } from '@opentelemetry/sdk-trace-node';
import { WinstonModule } from 'nest-winston';
import { LoggerModule, Logger as PinoLogger } from 'nestjs-pino';
import { afterEach, describe, expect, it } from 'vitest';
import type * as Winston from 'winston';
import type { TracingModuleOptions } from '../../lib/index.js';
import { startTracedApplication } from '../support/traced-application.js';

// The copy that nest-winston has, too.
const winston = createRequire(import.meta.url)('winston') as typeof Winston;

@Controller('orders')
class OrdersController {
  readonly #logger = new Logger('Orders');

  @Get(':id')
  async find(): Promise<string> {
    await Promise.resolve();
    this.#logger.log('placed');
    this.#logger.warn({ order: 7 });
    return 'found';
  }
}

/** A line as pino and winston write it. */
type Line = Record<string, unknown>;

/** Keeps the lines of JSON that are written to it. */
class KeptLines extends Writable {
  readonly lines: Line[] = [];

  override _write(chunk: Buffer, _: string, done: () => void): void {
    const lines = String(chunk).trim().split('\n');
    this.lines.push(...lines.map((line) => JSON.parse(line) as Line));
    done();
  }
}

afterEach(() => Logger.overrideLogger(new ConsoleLogger()));

/** Sends a request to an application with a logger of its own. */
async function ask(
  imports: NonNullable<ModuleMetadata['imports']>,
  options: TracingModuleOptions,
  prepare: (app: INestApplication) => void,
): Promise<{ ids: object; handler: ReadableSpan }> {
  const traced = await startTracedApplication(
    { imports, controllers: [OrdersController] },
    options,
    { prepare },
  );
  await fetch(`${traced.url}/orders/7`);
  const handler = await traced.span('OrdersController.find');
  await traced.close();
  const { traceId, spanId } = handler.spanContext();
  return { handler, ids: { trace_id: traceId, span_id: spanId, trace_flags: '01' } };
}

describe('nestjs-pino', () => {
  it.each([{ correlate: false }, { correlate: true }])(
    'has the ids of the span in each line of a request, with %j',
    async (logs) => {
      const stream = new KeptLines();
      const pino = LoggerModule.forRoot({ pinoHttp: { stream } });

      const { ids } = await ask([pino], { logs, instrumentations: { pino: true } }, (app) =>
        app.useLogger(app.get(PinoLogger)),
      );

      const lines = stream.lines.filter(({ context }) => context === 'Orders');
      expect(lines).toEqual([
        expect.objectContaining({ msg: 'placed', ...ids }),
        expect.objectContaining({ order: 7, ...ids }),
      ]);
      const request = stream.lines.find(({ msg }) => msg === 'request completed');
      expect(request).toMatchObject({ trace_id: (ids as Line)['trace_id'] });
    },
  );
});

describe('nest-winston', () => {
  const logger = (stream: Writable) =>
    WinstonModule.createLogger({
      format: winston.format.json(),
      transports: [new winston.transports.Stream({ stream })],
    });

  it('has the ids of the span in each record, with the instrumentation of winston', async () => {
    const stream = new KeptLines();
    const options = { logs: { correlate: true }, instrumentations: { winston: true } };

    const { ids } = await ask([], options, (app) => app.useLogger(logger(stream)));

    expect(stream.lines.filter(({ context }) => context === 'Orders')).toEqual([
      { level: 'info', message: 'placed', context: 'Orders', ...ids },
      { level: 'warn', order: 7, context: 'Orders', ...ids },
    ]);
  });

  it('has them at the end of the message without it, where correlation was asked for', async () => {
    const stream = new KeptLines();
    const options = { logs: { correlate: true } };

    const { handler } = await ask([], options, (app) => app.useLogger(logger(stream)));

    const { traceId, spanId } = handler.spanContext();
    expect(stream.lines.filter(({ context }) => context === 'Orders')).toEqual([
      {
        level: 'info',
        message: `placed trace_id=${traceId} span_id=${spanId}`,
        context: 'Orders',
      },
      { level: 'warn', order: 7, context: 'Orders' },
    ]);
  });
});

import { ConsoleLogger, Logger } from '@nestjs/common';
import type { LoggerService } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { context } from '@opentelemetry/api';
import { afterEach, describe, expect, it } from 'vitest';
import { TracingLogger, TracingModule, runInSpan } from '../../lib/index.js';
import type { LogsOptions } from '../../lib/index.js';
import { recordSpans } from '../support/recorded-spans.js';
import { linesWrittenBy } from './support/written-lines.js';

const spans = recordSpans();

/** A logger of the user's, which keeps what it is told. */
class OwnLogger implements LoggerService {
  readonly told: unknown[][] = [];

  log(...args: unknown[]): void {
    this.told.push(['log', ...args]);
  }

  warn(...args: unknown[]): void {
    this.told.push(['warn', ...args]);
  }

  error(...args: unknown[]): void {
    this.told.push(['error', ...args]);
  }
}

/** As many applications write it: the whole line by itself. */
class BriefLogger extends ConsoleLogger {
  protected override formatMessage(...parts: [string, unknown, string, string, string, string]) {
    const [level, message, , , , difference] = parts;
    return `${level} ${String(message)}${difference}\n`;
  }
}

const closing: (() => Promise<void>)[] = [];

afterEach(async () => {
  await Promise.all(closing.splice(0).map((close) => close()));
  Logger.overrideLogger(new ConsoleLogger());
});

async function start(logs: LogsOptions, logger: LoggerService = new OwnLogger(), enabled = true) {
  const tracing = TracingModule.forRoot({ enabled, instrumentations: false, logs });
  const root = { module: class {}, imports: [tracing] };
  const app = await NestFactory.createApplicationContext(root, { logger });
  closing.push(() => app.close());
  return app;
}

/** What Nest's loggers are made of, before anything is changed. */
function surroundings(logger: object): unknown[] {
  const { prototype } = ConsoleLogger;
  return [prototype, Logger, logger].flatMap((owner) =>
    Object.entries(Object.getOwnPropertyDescriptors(owner)).map(([key, { value }]): unknown[] => [
      key,
      typeof value === 'function' ? value : '',
    ]),
  );
}

/** Runs work in a span, and gives the ids a line of it has at its end. */
function idsOfSpan(work: () => void): string {
  return runInSpan('work', (span) => {
    work();
    const { traceId, spanId } = span.spanContext();
    return `trace_id=${traceId} span_id=${spanId}`;
  });
}

describe('logs: { correlate: true }', () => {
  it('has the lines of a ConsoleLogger and of what is made of it tell the trace', async () => {
    await start({ correlate: true }, new BriefLogger({ colors: false }));
    let lines: string[] = [];

    const ids = idsOfSpan(() => {
      lines = linesWrittenBy(() => {
        new Logger('Orders').log('placed');
        new ConsoleLogger({ colors: false }).warn('by another');
        new TracingLogger({ colors: false }).log('once');
      });
    });

    expect(lines).toEqual([
      `log placed ${ids}`,
      expect.stringMatching(` by another ${ids}$`),
      expect.stringMatching(` once ${ids}$`),
    ]);
  });

  it('has JSON lines tell it as fields', async () => {
    await start({ correlate: true }, new ConsoleLogger({ json: true }));
    let lines: string[] = [];

    idsOfSpan(() => {
      lines = linesWrittenBy(() => Logger.log({ order: 7 }));
    });

    const { traceId, spanId } = spans.span('work').spanContext();
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      message: { order: 7 },
      trace_id: traceId,
      span_id: spanId,
      trace_flags: '01',
    });
  });

  it('tells another logger at the end of a string, and hands on everything else as it is', async () => {
    const own = new OwnLogger();
    await start({ correlate: true }, own);
    const [order, error] = [{ id: 7 }, new Error('no stock')];
    own.told.length = 0;

    const ids = idsOfSpan(() => {
      new Logger('Orders').log('placed', order);
      own.warn(order, 'Orders');
      own.error(error, error.stack, 'Orders');
    });
    own.log('outside');

    expect(own.told).toEqual([
      ['log', `placed ${ids}`, order, 'Orders'],
      ['warn', order, 'Orders'],
      ['error', error, error.stack, 'Orders'],
      ['log', 'outside'],
    ]);
    expect(own.told[1]?.[1]).toBe(order);
  });

  it('follows the application to a logger it chooses later', async () => {
    const [first, second] = [new OwnLogger(), new OwnLogger()];
    const app = await start({ correlate: true }, first);
    app.useLogger(second);
    const before = surroundings(new OwnLogger());

    const ids = idsOfSpan(() => Logger.log('placed'));

    expect(second.told).toEqual([['log', `placed ${ids}`]]);
    expect(Object.keys(Object.getOwnPropertyDescriptors(first))).toEqual(['told']);
    expect(surroundings(new OwnLogger())).toEqual(before);
  });

  it('leaves a logger that cannot be changed as it is', async () => {
    const frozen = Object.freeze(new OwnLogger());

    await start({ correlate: true, errorEvents: true }, frozen);
    idsOfSpan(() => Logger.log('placed'));

    expect(frozen.told.at(-1)).toEqual(['log', 'placed']);
  });

  it('is over when the last application that asked is closed', async () => {
    const own = new OwnLogger();
    const untouched = surroundings(own);
    const first = await start({ correlate: true, errorEvents: true }, own);
    const second = await start({ correlate: true }, own);

    await first.close();
    expect(surroundings(own)).not.toEqual(untouched);
    await second.close();

    expect(surroundings(own)).toEqual(untouched);
  });

  it.each([
    ['nobody asked', {}, true],
    ['tracing is off', { correlate: true, errorEvents: true }, false],
  ])('changes nothing where %s', async (_, logs, enabled) => {
    const own = new OwnLogger();
    const untouched = surroundings(own);

    await start(logs, own, enabled);

    expect(surroundings(own)).toEqual(untouched);
  });
});

describe('logs: { errorEvents: true }', () => {
  it.each([
    ['a ConsoleLogger', () => new BriefLogger()],
    ['another logger', () => new OwnLogger()],
  ])('makes an event of what %s is told as an error', async (_, make) => {
    const logger = make();
    await start({ errorEvents: true }, logger);

    idsOfSpan(() =>
      linesWrittenBy(() => {
        new Logger('Orders').error('no stock');
        logger.error({ secret: 'x' });
        logger.error('failed', new TypeError('no id'), 'Orders');
        logger.warn('beware');
        logger.log('placed');
      }),
    );

    expect(eventsOf('work')).toEqual([
      ['log', { 'log.severity': 'ERROR', 'log.message': 'no stock' }],
      ['log', { 'log.severity': 'ERROR' }],
      [
        'exception',
        expect.objectContaining({ 'exception.type': 'TypeError', 'exception.message': 'no id' }),
      ],
    ]);
  });

  it('tells of an error once, logged first or thrown first', async () => {
    await start({ errorEvents: true });
    const error = new Error('no stock');
    const logAndThrow = () => {
      Logger.error(error);
      throw error;
    };

    const outer = () =>
      runInSpan('outer', () => {
        try {
          runInSpan('inner', logAndThrow);
        } catch (thrown) {
          Logger.error('it failed', thrown);
        }
      });
    outer();

    expect([eventsOf('inner'), eventsOf('outer')]).toEqual([
      [['exception', expect.objectContaining({ 'exception.message': 'no stock' })]],
      [],
    ]);
  });

  it('makes none of what is not logged, or outside of a span, or of one that has ended', async () => {
    const quiet = new BriefLogger({ logLevels: ['fatal'] });
    await start({ errorEvents: true }, quiet);

    linesWrittenBy(() => {
      Logger.fatal('outside');
      idsOfSpan(() => quiet.error('not logged'));
      const later = runInSpan('ended', () =>
        context.bind(context.active(), () => Logger.fatal('late')),
      );
      later();
    });

    expect([eventsOf('work'), eventsOf('ended')]).toEqual([[], []]);
  });

  it('makes none unless it is asked to', async () => {
    await start({ correlate: true });

    idsOfSpan(() => Logger.error('failed', new Error('no stock')));

    expect(eventsOf('work')).toEqual([]);
  });
});

function eventsOf(name: string): unknown[] {
  return spans.span(name).events.map((event) => [event.name, event.attributes]);
}

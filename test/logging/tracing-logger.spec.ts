import { stripVTControlCharacters } from 'node:util';
import { ConsoleLogger, Injectable, Logger, Scope } from '@nestjs/common';
import type { ConsoleLoggerOptions, LoggerService } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ROOT_CONTEXT, context, trace } from '@opentelemetry/api';
import { afterEach, describe, expect, it } from 'vitest';
import { TracingLogger, TracingModule, runInSpan } from '../../lib/index.js';
import { recordSpans } from '../support/recorded-spans.js';
import { linesWrittenBy } from './support/written-lines.js';

const spans = recordSpans();
const remote = { traceId: 'ab'.repeat(16), spanId: 'cd'.repeat(8), traceFlags: 0 };
const inTrace = trace.setSpanContext(ROOT_CONTEXT, remote);
const ids = `trace_id=${remote.traceId} span_id=${remote.spanId}`;
const fields = { trace_id: remote.traceId, span_id: remote.spanId, trace_flags: '00' };

/** Everything a logger is told in the ways Nest's documentation shows. */
function tellEverything(logger: LoggerService): void {
  logger.log('placed', 'OrdersService');
  logger.log('placed', { order: { id: 7, tags: ['a', { deep: new Map([[1, 2]]) }] } }, 'Orders');
  logger.log({ order: 7 });
  logger.log(['a', 'b']);
  logger.warn('one', 'two', 'three', 'Context');
  logger.debug?.('50 %s %d', 'Context');
  logger.verbose?.(() => 'lazily');
  logger.error('failed', 'Error: no stock\n    at place (orders.ts:7:1)', 'Orders');
  logger.error(
    Object.assign(new Error('no stock'), { stack: 'Error: no stock\n    at orders.ts:7:1' }),
  );
  logger.fatal?.('the end');
}

const settings: [name: string, options: ConsoleLoggerOptions][] = [
  ['text', { colors: false }],
  ['coloured text', { colors: true }],
  ['text with times between lines', { colors: false, timestamp: true }],
  ['JSON', { json: true }],
  ['JSON on several lines', { json: true, compact: false, colors: true }],
];

describe.each(settings)('TracingLogger, in %s', (_, options) => {
  const write = (Class: typeof ConsoleLogger, where = ROOT_CONTEXT) =>
    context.with(where, () => linesWrittenBy(() => tellEverything(new Class(options))));

  it('writes exactly what ConsoleLogger writes outside of a trace', () => {
    // Of the first line of all there is no time since the one before.
    write(ConsoleLogger);

    expect(write(TracingLogger)).toEqual(write(ConsoleLogger));
  });

  it('changes nothing else in a trace', () => {
    const text = write(TracingLogger, inTrace).join('\n');

    expect(text).toContain(remote.traceId);
    expect(withoutIds(text)).toBe(write(ConsoleLogger).join('\n'));
  });
});

describe('TracingLogger, in a trace', () => {
  it('tells the ids after the message', () => {
    const [line, ...stack] = linesOf(new TracingLogger({ colors: false }), (logger) =>
      logger.error('failed', 'Error: no\n    at orders.ts:7:1', 'Orders'),
    );

    expect(line).toMatch(new RegExp(`ERROR \\[Orders\\] failed ${ids}$`));
    expect(stack).toEqual(['Error: no', '    at orders.ts:7:1']);
  });

  it('tells them on the line of every message, with the time since the last one at the end', () => {
    const lines = linesOf(new TracingLogger({ colors: false, timestamp: true }), (logger) =>
      logger.log('one', 'two', 'Context'),
    );

    expect(lines.map((line) => line.slice(line.indexOf('] ') + 2))).toEqual([
      expect.stringMatching(`one ${ids}`),
      expect.stringMatching(`two ${ids}`),
    ]);
    expect(lines[1]).toMatch(/ \+<n>ms$/);
  });

  it('tells them as fields of JSON, beside an object that stays as it is', () => {
    const order = { id: 7, trace_id: 'of the order' };

    const [line = ''] = linesOf(new TracingLogger({ json: true }), (logger) => logger.log(order));

    expect(JSON.parse(line)).toEqual({
      level: 'log',
      pid: process.pid,
      timestamp: 0,
      message: order,
      ...fields,
    });
  });

  it('leaves a trace_id that the line has already', () => {
    const flat = new TracingLogger({ json: true, flattenParams: true });

    const [line = ''] = linesOf(flat, (logger) => logger.log('placed', { trace_id: 'mine' }));

    expect(JSON.parse(line)).toMatchObject({ trace_id: 'mine' });
    expect(line).not.toContain('span_id');
  });

  it('tells nothing of ids that are not valid, such as those of a forged header', () => {
    const forged = { ...remote, traceId: 'x\nLOG forged' };

    const lines = context.with(trace.setSpanContext(ROOT_CONTEXT, forged), () =>
      linesWrittenBy(() => new TracingLogger({ colors: false }).log('placed')),
    );

    expect(lines).toEqual([expect.stringMatching(/ placed$/)]);
  });
});

describe('TracingLogger, given to Nest', () => {
  @Injectable({ scope: Scope.TRANSIENT })
  class OwnLogger extends TracingLogger {}

  @Injectable()
  class OrdersService {
    constructor(
      readonly own: OwnLogger,
      readonly shared: TracingLogger,
    ) {
      own.setContext('Orders');
      runInSpan('boot', () => new Logger('Orders').log('made'));
    }
  }

  afterEach(() => Logger.overrideLogger(new ConsoleLogger()));

  async function start(bufferLogs: boolean) {
    const imports = [TracingModule.forRoot({ instrumentations: false })];
    const root = { module: class {}, imports, providers: [OwnLogger, OrdersService] };
    return NestFactory.createApplicationContext(root, {
      bufferLogs,
      ...(!bufferLogs && { logger: false }),
    });
  }

  it('tells of buffered lines the trace they were logged in', async () => {
    const app = await start(true);

    const lines = linesWrittenBy(() => {
      app.useLogger(app.get(TracingLogger));
      app.flushLogs();
    });
    const boot = spans.span('boot').spanContext();

    expect(plain(lines).filter((line) => line.includes('made'))).toEqual([
      expect.stringContaining(`made trace_id=${boot.traceId} span_id=${boot.spanId}`),
    ]);
    expect(lines.filter((line) => line.includes('trace_id='))).toHaveLength(1);
    await app.close();
  });

  it('can be injected, and extended with any scope', async () => {
    const app = await start(false);
    const { own, shared } = app.get(OrdersService);

    expect(shared).toBe(app.get(TracingLogger));
    expect(plain(linesOf(own, (logger) => logger.log('placed')))).toEqual([
      expect.stringMatching(`\\[Orders\\] placed ${ids}$`),
    ]);
    await app.close();
  });
});

function linesOf(logger: LoggerService, tell: (logger: LoggerService) => void): string[] {
  return context.with(inTrace, () => linesWrittenBy(() => tell(logger)));
}

function plain(lines: string[]): string[] {
  return lines.map(stripVTControlCharacters);
}

function withoutIds(text: string): string {
  return text
    .replaceAll(` ${ids}`, '')
    .replaceAll(/,"trace_id":"\w+","span_id":"\w+","trace_flags":"00"/g, '')
    .replaceAll(/,\n {2}trace_id: .*,\n {2}span_id: .*,\n {2}trace_flags: .*\n/g, '\n');
}

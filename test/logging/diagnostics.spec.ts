import { ConsoleLogger, Logger } from '@nestjs/common';
import type { LoggerService } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { DiagLogLevel, context, diag, trace } from '@opentelemetry/api';
import { afterEach, describe, expect, it } from 'vitest';
import { TracingModule, TracingService, runInSpan } from '../../lib/index.js';
import type { DiagnosticLevel } from '../../lib/index.js';
import { diagnosticLine } from '../../lib/logging/diagnostics/diagnostic-line.js';
import { RepeatedLines } from '../../lib/logging/diagnostics/repeated-lines.js';
import { waitFor } from '../support/wait-for.js';

/** A logger of the user's, which keeps what it is told under the context of OpenTelemetry. */
class OwnLogger implements LoggerService {
  readonly told: string[] = [];

  constructor(private readonly onTold: () => void = () => {}) {}

  log(message: unknown, name?: unknown): void {
    this.#keep('log', message, name);
  }

  warn(message: unknown, name?: unknown): void {
    this.#keep('warn', message, name);
  }

  error(message: unknown, _stack?: unknown, name?: unknown): void {
    this.#keep('error', message, name);
  }

  debug(message: unknown, name?: unknown): void {
    this.#keep('debug', message, name);
  }

  verbose(message: unknown, name?: unknown): void {
    this.#keep('verbose', message, name);
  }

  #keep(level: string, message: unknown, name: unknown): void {
    if (name === 'OpenTelemetry') {
      this.told.push(`${level} ${String(message)}`);
      this.onTold();
    }
  }
}

const levels = ['error', 'warn', 'info', 'debug', 'verbose'] as const;

afterEach(() => {
  diag.disable();
  Logger.overrideLogger(new ConsoleLogger());
});

async function start(logger: LoggerService, diagnosticLevel?: DiagnosticLevel, before = () => {}) {
  const tracing = TracingModule.forRoot({
    exporter: 'memory',
    instrumentations: false,
    logs: { diagnosticLevel, errorEvents: true },
  });
  before();
  const root = { module: class {}, imports: [tracing] };
  return NestFactory.createApplicationContext(root, { logger });
}

/** Lines are told once a minute, so that each test says its own. */
function sayOnAllLevels(text: string): void {
  for (const level of levels) diag[level](`${text} ${level}`);
}

describe("OpenTelemetry's diagnostics", () => {
  it("go to Nest's logger, on its levels", async () => {
    const logger = new OwnLogger();
    const app = await start(logger, 'all');
    logger.told.length = 0;

    sayOnAllLevels('levels');

    expect(logger.told).toEqual([
      'error levels error',
      'warn levels warn',
      'log levels info',
      'debug levels debug',
      'verbose levels verbose',
    ]);
    await app.close();
  });

  it.each([
    ['none', 0],
    ['error', 1],
    [undefined, 3],
    ['debug', 4],
  ] as const)('are told as far as %s says', async (level, count) => {
    const logger = new OwnLogger();
    const app = await start(logger, level);
    logger.told.length = 0;

    sayOnAllLevels(`as far as ${level}`);

    expect(logger.told).toHaveLength(count);
    await app.close();
  });

  it('say nothing at the start of an application where all is well', async () => {
    const logger = new OwnLogger();

    const app = await start(logger);

    expect(logger.told).toEqual([]);
    await app.close();
  });

  it('wait for the logger of the application', async () => {
    const logger = new OwnLogger();
    const fresh = await import('../../lib/logging/diagnostics/nest-diag-logger.js');
    const early = new fresh.NestDiagLogger();

    early.warn('before the application');
    Logger.overrideLogger(logger);
    expect(logger.told).toEqual([]);
    early.open();

    expect(logger.told).toEqual(['warn before the application']);
  });

  it.each(['before', 'after'])('stay with a logger somebody set %s', async (when) => {
    const [logger, theirs] = [new OwnLogger(), new OwnLogger()];
    const set = () => {
      const tell = (message: string) => theirs.told.push(message);
      const their = { error: tell, warn: tell, info: tell, debug: tell, verbose: tell };
      diag.setLogger(their, { logLevel: DiagLogLevel.INFO, suppressOverrideMessage: true });
    };

    if (when === 'before') set();
    const app = await start(logger, 'all', when === 'after' ? set : undefined);
    diag.warn(`set ${when}`);

    expect(theirs.told).toEqual([`set ${when}`]);
    expect(logger.told.filter((line) => line.includes('set'))).toEqual([]);
    await app.close();
  });

  it('belong to no trace, and are no events of one', async () => {
    const active: unknown[] = [];
    const logger = new OwnLogger(() => active.push(trace.getSpan(context.active())));
    const app = await start(logger);

    runInSpan('work', () => diag.error('in a span'));

    expect(logger.told).toEqual(['error in a span']);
    const work = await waitFor('the span', () => app.get(TracingService).finishedSpans()[0]);
    expect([active, work.name, work.events]).toEqual([[undefined], 'work', []]);
    await app.close();
  });

  it('break nothing where the logger throws, or causes some more itself', async () => {
    const logger = new OwnLogger(() => {
      diag.error(`told ${logger.told.length}`);
      throw new Error('disk full');
    });
    const app = await start(logger);

    expect(() => diag.error('hostile')).not.toThrow();

    expect(logger.told).toEqual(['error hostile']);
    await app.close();
  });
});

describe('a line of diagnostics', () => {
  it.each([
    [
      'a URL',
      'failed: http://user:pass@collector:4318/v1/traces?key=abc',
      'failed: http://REDACTED:REDACTED@collector:4318/v1/traces?key=REDACTED',
    ],
    [
      'headers as JSON',
      '{"authorization":"Bearer abc.def","x-api-key":"k1"}',
      '{"authorization":"REDACTED","x-api-key":"REDACTED"}',
    ],
    ['headers in a sentence', 'sent api-key=abc, tenant=7', 'sent api-key=REDACTED tenant=7'],
    ['several lines', 'one\n\u001b[31mtwo\r\nLOG forged', 'one [31mtwo LOG forged'],
  ])('hides what is secret or harmful in %s', (_, said, line) => {
    expect(diagnosticLine(said, [])).toBe(line);
  });

  it('tells of several errors, each by its message and the place it came from', () => {
    const line = diagnosticLine('not delivered.', [[new Error('refused'), new TypeError('late')]]);

    expect(line).toMatch(/^not delivered\. Error: refused \(at .+\), TypeError: late \(at .+\)$/);
  });

  it('tells an error by name, message and place', () => {
    const line = diagnosticLine('it failed', [new TypeError('no id')]);

    expect(line).toMatch(/^it failed TypeError: no id \(at .*diagnostics\.spec\.ts:\d+:\d+\)?/);
  });

  it('tells an error the SDK made JSON of, without its stack', () => {
    const error = JSON.stringify({
      stack: 'Error: x\n  at y',
      name: 'OTLPExporterError',
      message: 'Bad Request',
      code: '400',
    });

    expect(diagnosticLine(error, [])).toBe('OTLPExporterError: Bad Request code=400');
  });

  it('is cut where it is a document', () => {
    expect(diagnosticLine('x'.repeat(100_000), [])).toHaveLength(1_001);
  });
});

describe('equal lines', () => {
  const line = (id: string) => `GET /orders ${id.repeat(16)} - ended twice`;

  it('are told once, then once a minute with their number, whatever ids are in them', () => {
    const lines = new RepeatedLines();

    const told = [0, 1, 59_999, 60_000, 60_001].map((now) => lines.pass(line(`${now % 9}`), now));

    expect(told).toEqual([
      line('0'),
      undefined,
      undefined,
      `${line('6')} (and 2 times more since it was last said)`,
      undefined,
    ]);
  });

  it('are forgotten where there are too many different ones', () => {
    const lines = new RepeatedLines();

    for (let index = 0; index <= 200; index += 1) lines.pass(`line ${index}`, 0);

    expect(lines.pass('line 200', 1)).toBeUndefined();
    expect(lines.pass('line 0', 1)).toBe('line 0');
  });
});

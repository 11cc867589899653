import 'nestjs-tracing/testing/vitest';
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify, stripVTControlCharacters } from 'node:util';
import { Test } from '@nestjs/testing';
import type { TestingModule } from '@nestjs/testing';
import { SpanKind, trace } from '@opentelemetry/api';
import type { Span } from '@opentelemetry/api';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { ApplicationRecording } from '../../lib/sdk/recording/application-recording.js';
import { TraceRecorder, TracingTestingModule } from '../../lib/testing/index.js';
import { testEngine } from '../support/test-engine.js';

const run = promisify(execFile);

let testing: TestingModule;
let traces: TraceRecorder;

beforeAll(async () => {
  const kit = TracingTestingModule.forRoot({ engine: testEngine });
  testing = await Test.createTestingModule({ imports: [kit] }).compile();
  traces = testing.get(TraceRecorder);
});

afterEach(() => {
  vi.useRealTimers();
});

afterAll(() => testing.close());

beforeEach(() => traces.reset());

const tracer = trace.getTracer('test');

describe('TraceRecorder', () => {
  it('has the finished spans, until it is told to forget them', () => {
    traces.run('work', () => tracer.startSpan('below').end());
    expect(traces).toMatchTrace('work\n  below');

    traces.reset();

    expect(traces.spans()).toEqual([]);
  });

  it('runs work in a trace of its own, and returns what it returned', async () => {
    const outcome = await traces.run('outer', async () => traces.run('inner', () => 'value'));

    expect(outcome).toBe('value');
    expect(traces).toMatchTrace('outer\ninner');
  });

  it('waits for a span', async () => {
    const waiting = traces.waitForSpan('late');
    setImmediate(() => traces.run('late', () => undefined));

    expect((await waiting).name).toBe('late');
    expect((await traces.waitForSpan(({ name }) => name.startsWith('la'))).name).toBe('late');
  });

  it('waits until no span of the trace is running', async () => {
    let late: Span | undefined;
    traces.run('work', () => {
      late = tracer.startSpan('late');
    });
    const waiting = traces.waitForTrace(([first]) => first?.name === 'work');

    late?.end();

    expect(await waiting).toMatchTrace('work\n  late');
  });

  it('waits also where a test has put fake timers in place', async () => {
    vi.useFakeTimers();

    const waiting = traces.waitForSpan('never', { timeoutMs: 5 });

    await expect(waiting).rejects.toThrow('waited 5 ms in vain for the span "never"');
  });

  it('waits also where fake timers were there before it was loaded', async () => {
    vi.useFakeTimers();
    vi.resetModules();
    const fresh = await import('../../lib/testing/trace-recorder.js');

    const waiting = new fresh.TraceRecorder(new ApplicationRecording({})).waitForSpan('never', {
      timeoutMs: 5,
    });

    await expect(waiting).rejects.toThrow('waited 5 ms in vain for the span "never"');
  });

  // The runner would end the test first, and nothing would tell what has arrived.
  it('gives up before vitest does, unless told otherwise', async () => {
    const config = fileURLToPath(new URL('fixtures/vitest.config.ts', import.meta.url));
    const vitest = fileURLToPath(new URL('../../node_modules/vitest/vitest.mjs', import.meta.url));

    const { stdout, stderr } = await run(process.execPath, [
      vitest,
      'run',
      '--config',
      config,
    ]).catch((failed: { stdout: string; stderr: string }) => failed);

    expect(stripVTControlCharacters(stdout + stderr)).toContain(
      'waited 3000 ms in vain for the span "never".\nOne trace arrived:\n  arrived',
    );
  });

  it('tells what has arrived and what is running when it gives up', async () => {
    let late: Span | undefined;
    traces.run('arrived', (span) => span.setStatus({ code: 2 }));
    traces.run('arrived', (span) => span.setStatus({ code: 2 }));
    traces.run('work', () => {
      late = tracer.startSpan('late');
    });

    const message = await traces
      .waitForTrace((spans) => spans.some(({ name }) => name === 'work'), { timeoutMs: 5 })
      .catch((error: Error) => error.message);
    late?.end();

    expect(message).toBe(
      [
        'TraceRecorder: waited 5 ms in vain for a trace that meets the predicate.',
        'A trace meets the predicate, but is not waited out: some of its spans have not ended.',
        '3 traces arrived:',
        '  arrived ERROR',
        '  (2 traces look like this)',
        '  work',
        'These spans have started and not ended:',
        '  late',
      ].join('\n'),
    );
  });

  it('gives up in the words that the guide shows', async () => {
    const guide = readFileSync(new URL('../../docs/testing.md', import.meta.url), 'utf8');
    tracer.startActiveSpan('POST /orders', { kind: SpanKind.SERVER }, (request) => {
      tracer.startSpan('OrdersController.place').setStatus({ code: 2 }).end();
      request.setStatus({ code: 2 }).end();
    });

    const told = await traces.waitForSpan('orders.place', { timeoutMs: 5 }).then(
      () => 'nothing',
      (error: Error) => error.message.replace('5 ms', '3000 ms'),
    );

    expect(guide).toContain(`\`\`\`text\n${told}\n\`\`\``);
  });

  it('tells why nothing may have arrived', async () => {
    await expect(traces.waitForSpan('any', { timeoutMs: 1 })).rejects.toThrow(
      'Was the work done by the application that imports TracingTestingModule',
    );
  });

  it('tells that the application has been closed', async () => {
    const imports = [TracingTestingModule.forRoot({ engine: testEngine })];
    const closed = await Test.createTestingModule({ imports }).compile();
    const ofClosed = closed.get(TraceRecorder);
    const reason = 'The application has been closed, and what ends after that is not recorded';

    const told = ofClosed.waitForSpan('late', { timeoutMs: 100 }).then(String, String);
    await closed.close();
    ofClosed.run('late', () => undefined);

    expect(await told).toContain(`in vain for the span "late".\n${reason}`);
    await expect(ofClosed.waitForSpan('any', { timeoutMs: 1 })).rejects.toThrow(reason);
  });

  it('waits as long as a timer can where that is asked for', async () => {
    const waiting = traces.waitForSpan('late', { timeoutMs: Infinity });
    // Longer than the millisecond that a timer takes for more than it knows.
    setTimeout(() => traces.run('late', () => undefined), 20);

    expect((await waiting).name).toBe('late');
  });

  it('fails with what the predicate throws at the end of the time', async () => {
    let isLate = false;
    traces.run('work', () => undefined);
    const throwing = traces.waitForTrace(
      () => {
        if (isLate) {
          throw new Error('not this one');
        }
        return false;
      },
      { timeoutMs: 5 },
    );
    isLate = true;

    await expect(throwing).rejects.toThrow('not this one');
  });

  it('waits for the last of thousands of traces', async () => {
    const begun = performance.now();
    const waiting = traces.waitForTrace(([first]) => first?.name === 'last');
    for (let count = 0; count < 4_000; count += 1) {
      traces.run('work', () => undefined);
    }
    traces.run('last', () => undefined);

    expect(await waiting).toMatchTrace('last');
    expect(performance.now() - begun).toBeLessThan(10_000);
  });

  it('finds a trace that comes after the others were forgotten', async () => {
    traces.run('work', () => undefined);
    let isMeant = false;
    const waiting = traces.waitForTrace(([first]) => isMeant && first !== undefined);
    traces.reset();
    isMeant = true;
    traces.run('work', () => tracer.startSpan('below').end());

    expect(await waiting).toMatchTrace('work\n  below');
  });

  it('fails at once with what the predicate throws', async () => {
    traces.run('work', () => undefined);

    await expect(
      traces.waitForTrace(() => {
        throw new Error('not this one');
      }),
    ).rejects.toThrow('not this one');
  });
});

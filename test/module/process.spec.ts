import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { forgetPrograms } from '../support/compiled-program.js';
import { startLoopbackServer } from '../support/loopback-server.js';
import { startProgram } from '../support/run-program.js';
import type { RunningProgram } from '../support/run-program.js';

const service = new URL('./fixtures/http-service.ts', import.meta.url);

const printedTrace = [
  'GET                          orders  CLIENT',
  '└─ GET /orders/:id           orders  SERVER',
  '   └─ OrdersController.find  orders  INTERNAL',
  'trace',
].join('\n');

afterAll(forgetPrograms);

describe('a process with TracingModule.forRoot() that is told to end', () => {
  let program: RunningProgram;
  let delivered: Buffer;
  let signal: string | null;

  beforeAll(async () => {
    const collector = await startLoopbackServer();
    program = await startProgram(service, {
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
      OTEL_SERVICE_NAME: 'orders',
      DEBUG: 'True',
    });
    await program.written('asked');
    program.kill('SIGTERM');
    ({ signal } = await program.ended());
    delivered = Buffer.concat(collector.received.map(({ body }) => body));
    await collector.close();
  });

  it('delivers the last spans', () => {
    expect(delivered.includes('GET /orders/:id')).toBe(true);
    expect(delivered.includes('OrdersController.find')).toBe(true);
  });

  it('ends by the signal, as it would without us', () => {
    expect(signal).toBe('SIGTERM');
  });

  it('has printed the report and each trace on stderr, for DEBUG=True', () => {
    const [report = '', ...traces] = program.stderr().trim().split('\n\n');

    expect(report).toMatch(/^nestjs-tracing: orders -> otlp http:/);
    expect(traces.map(outline)).toEqual([printedTrace]);
  });
});

describe('a process that closes its application', () => {
  it('ends by itself, and has printed its traces for the exporter console', async () => {
    const program = await startProgram(service, {
      CLOSE: 'true',
      DEBUG: 'express:none',
      OTEL_SERVICE_NAME: 'orders',
      OTEL_TRACES_EXPORTER: 'console',
    });

    expect(await program.ended()).toEqual({ code: 0, signal: null });
    expect(outline(program.stderr())).toBe(printedTrace);
  });
});

/** Names, services and kinds of a printed trace: the rest differs from run to run. */
function outline(printed: string): string {
  const lines = printed.trim().split('\n');
  return lines.map((line) => line.replace(/ +[\d.]+ ms .*| [\da-f]{32}$/, '').trimEnd()).join('\n');
}

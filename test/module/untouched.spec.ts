import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { forgetPrograms } from '../support/compiled-program.js';
import { startProgram } from '../support/run-program.js';

interface Report {
  readonly count: number;
  readonly changed: readonly string[];
  readonly instances: object;
  readonly channels: readonly boolean[];
}

const program = new URL('./fixtures/seams.ts', import.meta.url);

let without: Report;

beforeAll(async () => {
  without = await reportOf({});
}, 60_000);

afterAll(forgetPrograms);

async function reportOf(environment: Record<string, string>): Promise<Report> {
  const running = await startProgram(program, { ...environment, OTEL_TRACES_EXPORTER: 'none' });
  await running.ended();
  if (running.stdout() === '') {
    throw new Error(running.stderr());
  }
  return JSON.parse(running.stdout()) as Report;
}

describe('a process with tracing off', { timeout: 60_000 }, () => {
  it.each([
    ['enabled: false', { ENABLED: 'false' }],
    ['OTEL_SDK_DISABLED=TRUE', { OTEL_SDK_DISABLED: 'TRUE' }],
  ])('is as one that never imports the library, by %s', async (_, environment) => {
    const off = await reportOf({ IMPORT: 'true', ...environment });

    expect(off).toEqual(without);
  });

  it('differs from one with tracing on, which shows that the test sees what is patched', async () => {
    const on = await reportOf({ IMPORT: 'true' });

    expect(on.changed).toEqual(
      expect.arrayContaining([
        'node:http.request',
        'node:module._load',
        '@nestjs/microservices.ClientProxy#send',
        'own.OrdersController#find',
        'own.PlainGuard#canActivate',
        'pg.Client#query',
        'ioredis.Redis#sendCommand',
      ]),
    );
  });
});

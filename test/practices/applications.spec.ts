import { Controller, Get } from '@nestjs/common';
import { trace } from '@opentelemetry/api';
import { expect, it } from 'vitest';
import { runInSpan } from '../../lib/index.js';
import { noteThrown } from '../../lib/spans/thrown-errors.js';
import { startWatchedApplication } from './support/watched-application.js';

const fail = (): Promise<never> =>
  runInSpan('stock.read', async () => {
    throw new Error('no connection');
  });

@Controller()
class StockController {
  @Get('rethrow')
  rethrow() {
    return runInSpan('stock.pass', { recordException: false }, () => fail());
  }

  @Get('swallow')
  swallow() {
    return runInSpan('stock.replace', () => fail().catch(() => 'no stock'));
  }
}

const controllers = [StockController];

it('sees what was thrown in the earlier application too, when the later one is not watched', async () => {
  const earlier = await startWatchedApplication({ controllers });
  await startWatchedApplication({ controllers }, { bestPractices: false });

  expect(await earlier.get('/rethrow')).toBe(500);
  expect(await earlier.get('/swallow')).toBe(200);

  const swallowed = earlier.found().filter(({ code }) => code === 'ERROR_SWALLOWED');
  expect(swallowed.map(({ message }) => message)).toEqual([
    expect.stringContaining('stock.replace'),
  ]);
});

it('is over with the application that asked for it', async () => {
  const apps = [
    await startWatchedApplication({ controllers }),
    await startWatchedApplication({ controllers }),
  ];
  const told: string[] = [];
  const span = {
    ...trace.wrapSpanContext({ traceId: '1'.repeat(32), spanId: '1'.repeat(16), traceFlags: 0 }),
    get hasBegun() {
      told.push('asked');
      return false;
    },
  };

  await apps[0]!.app.close();
  noteThrown(span);
  expect(told).toEqual(['asked']);
  await apps[1]!.app.close();
  noteThrown(span);

  expect(told).toEqual(['asked']);
});

import { Controller, Get } from '@nestjs/common';
import { trace } from '@opentelemetry/api';
import { describe, expect, it } from 'vitest';
import { runInSpan } from '../../lib/index.js';
import { Advice } from '../../lib/practices/advice.js';
import { TRACING_RUNTIME } from '../../lib/tracing.internal-constants.js';
import { startWatchedApplication } from './support/watched-application.js';

@Controller()
class MistakesController {
  @Get()
  everything() {
    trace.getTracer('mine').startSpan('mail ada@example.org');
    return runInSpan('work', async () =>
      runInSpan('inner', async () => {
        throw new Error('lost');
      }).catch(() => 'ok'),
    );
  }
}

describe('advice', () => {
  it('is not given, and nobody watches, unless it is asked for', async () => {
    const { app, found, get } = await startWatchedApplication(
      { controllers: [MistakesController] },
      { bestPractices: undefined },
    );

    await get('/');

    expect(app.get(TRACING_RUNTIME)).toMatchObject({ watcher: undefined });
    expect(found()).toEqual([]);
  });

  it('is given once for a place, and for twenty places of a code', () => {
    const advice = new Advice(['MANY_SPANS']);

    for (let place = 0; place < 50; place += 1) {
      advice.give('MANY_SPANS', `${place}`, () => 'not wanted');
      advice.give('SPAN_NEVER_ENDED', `${place % 30}`, () => `${place}`);
    }

    expect(advice.findings.map(({ message }) => message)).toEqual(
      Array.from({ length: 20 }, (_, place) => `${place}`),
    );
  });

  it('that was found before there was a logger is told then, and the rest at once', () => {
    const told: string[] = [];
    const advice = new Advice([]);

    advice.give('ERROR_SWALLOWED', 'boot', () => 'early');
    advice.tellThrough(({ message }) => told.push(message));
    advice.give('ERROR_SWALLOWED', 'request', () => 'late');

    expect(told).toEqual(['early', 'late']);
  });
});

import type { HrTime } from '@opentelemetry/api';
import { Controller, Get } from '@nestjs/common';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { runInSpan } from '../../lib/index.js';
import { startTracedApplication } from '../support/traced-application.js';
import type { TracedApplication } from '../support/traced-application.js';
import { waitFor } from '../support/wait-for.js';

const REQUESTS = 100;

@Controller()
class OrdersController {
  /** Not async, so that its span begins when the one below it does. */
  @Get()
  find(): string {
    return runInSpan('orders.find', () => runInSpan('orders.read', () => 'found'));
  }
}

let traced: TracedApplication;

beforeAll(async () => {
  traced = await startTracedApplication({ controllers: [OrdersController] }, { engine: 'fast' });
});
afterAll(() => traced.close());

// Date.now() is cut to whole milliseconds: spans that read it each for themselves differ by up to one.
it('has no span begin before its parent, or end after it', async () => {
  for (let count = 0; count < REQUESTS; count++) {
    await fetch(traced.url);
  }
  await waitFor('all spans', () => traced.spans().length === 4 * REQUESTS);

  const spans = new Map(traced.spans().map((span) => [span.spanContext().spanId, span]));
  const families = traced.spans().flatMap((span) => {
    const parent = spans.get(String(span.parentSpanContext?.spanId));
    return parent === undefined ? [] : [{ span, parent }];
  });
  expect(families).toHaveLength(3 * REQUESTS);
  expect(
    families
      .filter(({ span, parent }) => isBefore(span.startTime, parent.startTime))
      .map(({ span }) => span.name),
  ).toEqual([]);
  expect(
    families
      .filter(({ span, parent }) => isBefore(parent.endTime, span.endTime))
      .map(({ span }) => span.name),
  ).toEqual([]);
});

it('has two parts of a trace keep their order, each of which came from elsewhere', async () => {
  traced.reset();
  for (let count = 0; count < REQUESTS; count++) {
    const traceparent = `00-${'a'.repeat(29)}${String(count).padStart(3, '0')}-${'b'.repeat(16)}-01`;
    await fetch(traced.url, { headers: { traceparent } });
    await fetch(traced.url, { headers: { traceparent } });
  }
  await waitFor('all spans', () => traced.spans().length === 8 * REQUESTS);

  const servers = traced.spans().filter(({ name }) => name === 'GET /');
  const ends = servers.map(({ endTime }) => endTime);
  const starts = servers.map(({ startTime }) => startTime);
  expect(starts.filter((start, index) => index > 0 && isBefore(start, ends[index - 1]!))).toEqual(
    [],
  );
});

function isBefore([seconds, nanos]: HrTime, [otherSeconds, otherNanos]: HrTime): boolean {
  return seconds < otherSeconds || (seconds === otherSeconds && nanos < otherNanos);
}

import type { Tracer } from '@opentelemetry/api';
import { SpanKind, SpanStatusCode } from '@opentelemetry/api';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { TRACER, TracingService, injectTraceContext } from '../../lib/index.js';
import { tree } from '../support/span-tree.js';
import { startTracedApplication } from '../support/traced-application.js';
import type { TracedApplication } from '../support/traced-application.js';

describe('TracingService', () => {
  let traced: TracedApplication;
  let tracing: TracingService;

  beforeAll(async () => {
    traced = await startTracedApplication({});
    tracing = traced.app.get(TracingService);
  });

  beforeEach(() => traced.reset());

  afterAll(() => traced.close());

  it('runs work in a span and gives back what it returned', async () => {
    const promise = Promise.resolve('placed');

    const returned = tracing.runInSpan('place', { kind: SpanKind.PRODUCER }, () => promise);

    expect(returned).toBe(promise);
    await promise;
    expect(await traced.treeOf(1)).toBe('PRODUCER place');
  });

  it('speaks of the active span', async () => {
    const traceId = tracing.runInSpan('place', (span) => {
      tracing.setAttributes({ 'order.id': 7 });
      tracing.addEvent('paid', { amount: 12 });
      expect(tracing.currentSpan).toBe(span);
      return tracing.traceId;
    });

    const span = await traced.span('place');
    expect(span.spanContext().traceId).toBe(traceId);
    expect(span.attributes).toEqual({ 'order.id': 7 });
    expect(span.events).toMatchObject([{ name: 'paid', attributes: { amount: 12 } }]);
  });

  it('may be asked anything outside of a trace', () => {
    expect(tracing.traceId).toBeUndefined();
    expect(tracing.currentSpan.isRecording()).toBe(false);
    expect(tracing.getBaggage('tenant')).toBeUndefined();
    expect(() => {
      tracing.setAttributes({ 'order.id': 7 });
      tracing.addEvent('paid');
    }).not.toThrow();
  });

  it('passes an error on that leaves the work', async () => {
    const error = new RangeError('too far');

    expect(() =>
      tracing.runInSpan('place', () => {
        throw error;
      }),
    ).toThrow(error);

    expect((await traced.span('place')).status.code).toBe(SpanStatusCode.ERROR);
  });

  it('adds baggage for the work and no longer, above what is there', () => {
    const inside = tracing.withBaggage({ tenant: 'a', user: 'b' }, () =>
      tracing.withBaggage({ user: 'c' }, () => [
        tracing.getBaggage('tenant'),
        tracing.getBaggage('user'),
        injectTraceContext<Record<string, string>>({}).baggage,
      ]),
    );

    expect(inside).toEqual(['a', 'c', 'tenant=a,user=c']);
    expect(tracing.getBaggage('tenant')).toBeUndefined();
  });
});

describe('the tracer that can be injected', () => {
  it('makes spans of this package', async () => {
    const traced = await startTracedApplication({});
    const tracer = traced.app.get<Tracer>(TRACER);

    tracer.startActiveSpan('place', (span) => {
      tracer.startSpan('pay').end();
      span.end();
    });

    expect(await traced.treeOf(2)).toBe(
      tree(`
        place
          pay
      `),
    );
    expect((await traced.span('pay')).instrumentationScope.name).toBe('nestjs-tracing');
    await traced.close();
  });
});

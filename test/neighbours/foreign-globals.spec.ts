import { AsyncLocalStorage } from 'node:async_hooks';
import { Controller, Get } from '@nestjs/common';
import {
  DiagLogLevel,
  context,
  createContextKey,
  diag,
  propagation,
  trace,
} from '@opentelemetry/api';
import type { TextMapPropagator } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import type { Context } from '@opentelemetry/api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Span, injectTraceContext } from '../../lib/index.js';
import { tree } from '../support/span-tree.js';
import { startTracedApplication } from '../support/traced-application.js';
import type { TracedApplication } from '../support/traced-application.js';

const SCOPE = createContextKey('scope of another vendor');

/** As Sentry does: every context that is entered gets a scope of its own. */
class ScopingContextManager extends AsyncLocalStorageContextManager {
  override with<A extends unknown[], F extends (...args: A) => ReturnType<F>>(
    entered: Context,
    fn: F,
    thisArg?: ThisParameterType<F>,
    ...args: A
  ): ReturnType<F> {
    return super.with(entered.setValue(SCOPE, { of: 'vendor' }), fn, thisArg, ...args);
  }
}

/** Headers of another vendor: `x-vendor: <trace id>/<span id>`. */
const vendorPropagator: TextMapPropagator = {
  inject(active, carrier, setter) {
    const span = trace.getSpanContext(active);
    setter.set(carrier, 'x-vendor', `${span?.traceId}/${span?.spanId}`);
  },
  extract(active, carrier, getter) {
    const [traceId, spanId] = String(getter.get(carrier, 'x-vendor')).split('/');
    return traceId?.length === 32 && spanId?.length === 16
      ? trace.setSpanContext(active, { traceId, spanId, traceFlags: 1, isRemote: true })
      : active;
  },
  fields: () => ['x-vendor'],
};

@Controller('orders')
class OrdersController {
  @Get(':id')
  async find(): Promise<unknown> {
    await Promise.resolve();
    return this.read();
  }

  @Span('read')
  private async read(): Promise<unknown> {
    await Promise.resolve();
    return { scope: context.active().getValue(SCOPE), headers: injectTraceContext({}) };
  }
}

describe('a context manager and a propagator that are registered already', () => {
  const complaints: unknown[] = [];
  let traced: TracedApplication;
  let answer: { scope: unknown; headers: Record<string, string> };

  beforeAll(async () => {
    // Before all else, as by the first import of a process.
    context.setGlobalContextManager(new ScopingContextManager().enable());
    propagation.setGlobalPropagator(vendorPropagator);
    const complain = (...message: unknown[]) => void complaints.push(message);
    const ignore = () => {};
    diag.setLogger(
      { error: complain, warn: complain, info: ignore, debug: ignore, verbose: ignore },
      DiagLogLevel.ALL,
    );
    traced = await startTracedApplication({ controllers: [OrdersController] });
    const headers = { 'x-vendor': `${'ab'.repeat(16)}/${'cd'.repeat(8)}` };
    const response = await fetch(`${traced.url}/orders/7`, { headers });
    answer = (await response.json()) as typeof answer;
  });

  afterAll(async () => {
    await traced.close();
    diag.disable();
  });

  it('carry our spans', async () => {
    expect(await traced.treeOf(3)).toBe(
      tree(`
        SERVER GET /orders/:id
          OrdersController.find
            read
      `),
    );
    expect(answer.scope).toEqual({ of: 'vendor' });
  });

  it('say who the caller is, and tell it to whom we call', async () => {
    const server = await traced.span('GET /orders/:id');
    const read = await traced.span('read');

    expect(server.parentSpanContext?.spanId).toBe('cd'.repeat(8));
    expect(answer.headers).toEqual({
      'x-vendor': `${'ab'.repeat(16)}/${read.spanContext().spanId}`,
    });
  });

  it('are not complained about', () => {
    expect(complaints).toEqual([]);
  });

  it('leave an AsyncLocalStorage of the user alone', async () => {
    const storage = new AsyncLocalStorage<string>();

    const seen = await storage.run('mine', async () => {
      await traced.app.get(OrdersController).find();
      return storage.getStore();
    });

    expect(seen).toBe('mine');
  });
});

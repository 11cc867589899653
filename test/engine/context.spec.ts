import { AsyncResource } from 'node:async_hooks';
import { EventEmitter, once } from 'node:events';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PassThrough } from 'node:stream';
import v8 from 'node:v8';
import vm from 'node:vm';
import { context, createContextKey, propagation, ROOT_CONTEXT, trace } from '@opentelemetry/api';
import type { Context, Span } from '@opentelemetry/api';
import { isTracingSuppressed, suppressTracing, unsuppressTracing } from '@opentelemetry/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { forgetGlobals, ours, stock } from './support/engines.js';
import { RecordingProcessor } from './support/recording-processor.js';

const key = createContextKey('test key');

describe.each([stock, ours])('$name', (engine) => {
  let processor: RecordingProcessor;
  const tracer = () => trace.getTracer('t');
  const named = (value: unknown): Context => ROOT_CONTEXT.setValue(key, value);
  const activeName = (): unknown => context.active().getValue(key);

  beforeEach(() => {
    processor = new RecordingProcessor();
    engine.create({ spanProcessors: [processor] }).register();
  });

  afterEach(forgetGlobals);

  describe('a span in a context', () => {
    const inSpan = (work: (span: Span, active: Context) => void): void =>
      tracer().startActiveSpan('work', {}, named('base'), (span) => work(span, context.active()));

    it('is found, replaced and taken out by the API', () => {
      inSpan((span, active) => {
        const other = trace.wrapSpanContext({
          traceId: '1'.repeat(32),
          spanId: '1'.repeat(16),
          traceFlags: 0,
        });

        expect(trace.getSpan(active)).toBe(span);
        expect(trace.getSpanContext(active)).toBe(span.spanContext());
        expect(trace.getSpan(trace.setSpan(active, other))).toBe(other);
        expect(trace.getSpan(trace.setSpan(trace.setSpan(active, other), span))).toBe(span);
        expect(trace.getSpan(trace.deleteSpan(active))).toBeUndefined();
        expect(trace.getSpan(trace.deleteSpan(trace.setSpan(active, other)))).toBeUndefined();
        expect(trace.getSpan(active)).toBe(span);
      });
    });

    it('leaves the other values as they were', () => {
      inSpan((span, active) => {
        const more = active.setValue(createContextKey('more'), 2);

        expect(active.getValue(key)).toBe('base');
        expect(active.getValue(createContextKey('more'))).toBeUndefined();
        expect([more.getValue(key), more.getValue(createContextKey('more'))]).toEqual(['base', 2]);
        expect(trace.getSpan(more)).toBe(span);
        expect(more.deleteValue(key).getValue(key)).toBeUndefined();
        expect(trace.getSpan(more.deleteValue(key))).toBe(span);
        expect(trace.deleteSpan(more).getValue(key)).toBe('base');
        expect(active.deleteValue(key).getValue(key)).toBeUndefined();
        expect(trace.getSpan(active.deleteValue(key))).toBe(span);
      });
    });

    it('keeps a remote parent out of sight', () => {
      const remote = {
        traceId: '2'.repeat(32),
        spanId: '2'.repeat(16),
        traceFlags: 1,
        isRemote: true,
      };
      tracer().startActiveSpan('work', {}, trace.setSpanContext(named('base'), remote), (span) => {
        expect(trace.getActiveSpan()).toBe(span);
        expect(trace.getSpan(trace.deleteSpan(context.active()))).toBeUndefined();
        expect(trace.deleteSpan(context.active()).getValue(key)).toBe('base');
        tracer().startActiveSpan('child', (child) => {
          expect(trace.getSpan(trace.deleteSpan(context.active()))).toBeUndefined();
          expect(activeName()).toBe('base');
          child.end();
        });
      });
      expect(processor.ended[0]!.parentSpanContext?.spanId).not.toBe(remote.spanId);
    });

    it('carries baggage and suppression on', () => {
      inSpan((_span, active) => {
        const baggage = propagation.createBaggage({ user: { value: '7' } });
        const withBaggage = propagation.setBaggage(active, baggage);
        tracer().startActiveSpan('child', {}, withBaggage, (child) => {
          expect(propagation.getActiveBaggage()).toBe(baggage);
          child.end();
        });

        expect(isTracingSuppressed(suppressTracing(active))).toBe(true);
        expect(isTracingSuppressed(unsuppressTracing(suppressTracing(active)))).toBe(false);
        expect(propagation.getBaggage(active)).toBeUndefined();
        expect(processor.ended[0]!.parentSpanContext?.spanId).toBe(
          trace.getSpanContext(active)!.spanId,
        );
      });
    });

    it('goes through propagators and back', () => {
      inSpan((span, active) => {
        const carrier: Record<string, string> = {};
        propagation.inject(
          propagation.setBaggage(active, propagation.createBaggage({ a: { value: 'b' } })),
          carrier,
        );
        const back = propagation.extract(ROOT_CONTEXT, carrier);

        const { traceId, spanId } = span.spanContext();
        expect(trace.getSpanContext(back)).toMatchObject({
          traceId,
          spanId,
          traceFlags: 1,
          isRemote: true,
        });
        expect(carrier.baggage).toBe('a=b');
      });
    });
  });

  describe('context manager', () => {
    it('has the root context where nothing is active', () => {
      expect(context.active()).toBe(ROOT_CONTEXT);
    });

    it('passes this, arguments and result, and restores the context after an error', () => {
      function work(this: unknown, a: number, b: number): unknown {
        return [this, a + b, activeName()];
      }
      const self = {};

      expect(context.with(named('x'), work, self, 1, 2)).toEqual([self, 3, 'x']);
      expect(context.with(named('x'), () => activeName())).toBe('x');
      expect(() =>
        context.with(named('x'), () => {
          throw new Error('mine');
        }),
      ).toThrow('mine');
      expect(context.active()).toBe(ROOT_CONTEXT);
    });

    it('nests', () => {
      context.with(named('outer'), () => {
        context.with(named('inner'), () => expect(activeName()).toBe('inner'));
        context.with(ROOT_CONTEXT, () => expect(activeName()).toBeUndefined());
        expect(activeName()).toBe('outer');
      });
    });

    it.each<[string, () => Promise<unknown>]>([
      [
        'a promise',
        async () => {
          await Promise.resolve();
          return activeName();
        },
      ],
      [
        'a timer',
        () =>
          new Promise((resolve) => {
            setTimeout(() => resolve(activeName()), 1);
          }),
      ],
      [
        'an immediate chain',
        () =>
          new Promise((resolve) => {
            setImmediate(() => setImmediate(() => setImmediate(() => resolve(activeName()))));
          }),
      ],
      [
        'nextTick and a microtask',
        () =>
          new Promise((resolve) => {
            process.nextTick(() => queueMicrotask(() => resolve(activeName())));
          }),
      ],
      [
        'an async generator',
        async () => {
          async function* gen() {
            await Promise.resolve();
            yield activeName();
          }
          for await (const name of gen()) return name;
          return undefined;
        },
      ],
      [
        'an AsyncResource',
        () => {
          const resource = new AsyncResource('test');
          return new Promise((resolve) => {
            context.with(named('elsewhere'), () =>
              resource.runInAsyncScope(() => resolve(activeName())),
            );
          });
        },
      ],
      [
        'a stream',
        async () => {
          const stream = new PassThrough();
          setImmediate(() => stream.end('x'));
          await once(stream, 'data');
          return activeName();
        },
      ],
      [
        'Promise.all over several',
        async () =>
          (
            await Promise.all(
              [1, 2, 3].map(async (n) => {
                await new Promise((resolve) => {
                  setTimeout(resolve, n);
                });
                return activeName();
              }),
            )
          )[2],
      ],
    ])('is followed by %s', async (_name, work) => {
      expect(await context.with(named('mine'), work)).toBe('mine');
    });

    it('keeps concurrent work apart', async () => {
      const names = await Promise.all(
        Array.from({ length: 400 }, (_, index) =>
          context.with(named(index), async () => {
            await new Promise((resolve) => {
              setTimeout(resolve, index % 7);
            });
            await new Promise((resolve) => {
              setImmediate(resolve);
            });
            return activeName();
          }),
        ),
      );

      expect(names).toEqual(Array.from({ length: 400 }, (_, index) => index));
    });

    it('binds a function, with its length, this and arguments', () => {
      function target(this: unknown, a: number, b: number): unknown {
        return [this, a, b, activeName()];
      }
      const bound = context.bind(named('bound'), target);
      const self = { bound };

      expect(self.bound(1, 2)).toEqual([self, 1, 2, 'bound']);
      expect(bound).toHaveLength(2);
      expect(context.with(named('other'), () => bound(1, 2))).toEqual([undefined, 1, 2, 'bound']);
    });

    it('gives back what it cannot bind', () => {
      const thing = { a: 1 };

      expect(context.bind(named('x'), thing)).toBe(thing);
      expect(context.bind(named('x'), 7)).toBe(7);
    });
  });

  describe('an emitter bound to a context', () => {
    const adders = ['on', 'addListener', 'once', 'prependListener', 'prependOnceListener'] as const;

    it.each(adders)('runs what is added by %s in it', (method) => {
      const emitter = new EventEmitter();
      const seen: unknown[] = [];

      expect(context.bind(named('bound'), emitter)).toBe(emitter);
      emitter[method]('event', function (this: unknown, value: number) {
        seen.push(this === emitter, value, activeName());
      });
      context.with(named('emitting'), () => emitter.emit('event', 7));
      emitter.emit('event', 8);

      const isOnce = method.toLowerCase().includes('once');
      expect(seen).toEqual([true, 7, 'bound', ...(isOnce ? [] : [true, 8, 'bound'])]);
    });

    it.each(adders)('lets go of what was added by %s', (method) => {
      const emitter = context.bind(named('bound'), new EventEmitter());
      const listener = (): void => {
        throw new Error('called');
      };

      emitter[method]('event', listener);
      expect(emitter.listenerCount('event')).toBe(1);
      emitter.off('event', listener);
      emitter[method]('event', listener);
      emitter.removeListener('event', listener);
      emitter[method]('event', listener);
      emitter.removeAllListeners('event');
      emitter[method]('event', listener);
      emitter.removeAllListeners();

      expect(emitter.listenerCount('event')).toBe(0);
      expect(emitter.emit('event')).toBe(false);
    });

    it('keeps the context it was bound to first', () => {
      const emitter = context.bind(named('first'), new EventEmitter());
      context.bind(named('second'), emitter);
      let seen: unknown;
      emitter.on('event', () => {
        seen = activeName();
      });
      emitter.emit('event');

      expect(seen).toBe('first');
    });

    it('leaves listeners alone that were there before', () => {
      const emitter = new EventEmitter();
      const seen: unknown[] = [];
      const early = (): void => void seen.push(activeName());
      emitter.on('event', early);
      context.bind(named('bound'), emitter);
      emitter.emit('event');
      emitter.off('event', early);

      expect(emitter.emit('event')).toBe(false);
      expect(seen).toEqual([undefined]);
    });

    it('keeps order, and takes a listener twice', () => {
      const emitter = context.bind(named('bound'), new EventEmitter());
      const seen: string[] = [];
      const second = (): void => void seen.push('second');
      emitter
        .on('event', second)
        .prependListener('event', () => void seen.push('first'))
        .on('event', second);
      emitter.emit('event');
      emitter.off('event', second);
      emitter.emit('event');

      expect(seen).toEqual(['first', 'second', 'second', 'first', 'second']);
    });

    it('refuses what is no listener, as every emitter does', () => {
      const emitter = context.bind(named('bound'), new EventEmitter());

      expect(() => emitter.on('event', 7 as never)).toThrow(TypeError);
      expect(() => emitter.once('event', undefined as never)).toThrow(TypeError);
    });

    it('works for the streams of an HTTP request and its response', async () => {
      const server = createServer((incoming, response) => {
        context.bind(named(incoming.url), incoming);
        context.bind(named(incoming.url), response);
        const seen: unknown[] = [];
        incoming.on('data', () => seen.push(activeName()));
        incoming.once('end', () => response.end(JSON.stringify([...seen, activeName()])));
      });
      await new Promise<void>((resolve) => {
        server.listen(0, '127.0.0.1', resolve);
      });
      const { port } = server.address() as AddressInfo;
      const bodies = await Promise.all(
        ['/a', '/b'].map(async (path) => {
          const outgoing = request({ port, path, method: 'POST', host: '127.0.0.1' });
          outgoing.end('body');
          const [response] = await once(outgoing, 'response');
          return (await response.toArray()).join('');
        }),
      );
      server.close();

      expect(bodies).toEqual(['["/a","/a"]', '["/b","/b"]']);
    });
  });
});

describe('EngineTracerProvider', () => {
  afterEach(forgetGlobals);

  it('gives a span that is the context it is active in', () => {
    ours.create().register();

    trace.getTracer('t').startActiveSpan('work', (span) => {
      expect(context.active()).toBe(span);
      expect(trace.setSpan(context.active(), span)).toBe(span);
      const child = trace.getTracer('t').startSpan('child');
      expect(trace.setSpan(context.active(), child)).toBe(child);
    });
  });

  it('lets go of ended ancestors, however long the chain', async () => {
    ours.create().register();
    const tracer = trace.getTracer('t');
    let first: WeakRef<Span> | undefined;
    let active: Context = ROOT_CONTEXT.setValue(key, 1);
    for (let index = 0; index < 1_000; index += 1) {
      const span = tracer.startSpan('link', {}, active);
      // Half of the ways a context comes about keep a map of all values, parent included.
      active =
        index % 2 === 0
          ? (span as Span & Context)
          : trace.setSpan(ROOT_CONTEXT.setValue(key, 1), span);
      first ??= new WeakRef(span);
      span.end();
    }
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
    collectGarbage();

    expect(first!.deref()).toBeUndefined();
    expect(active.getValue(key)).toBe(1);
  });

  it('attaches a context until it is disposed of', () => {
    const manager = ours.createContextManager() as ReturnType<typeof ours.createContextManager> & {
      attach(context: Context): { dispose(): void };
    };
    const attached = ROOT_CONTEXT.setValue(key, 'attached');
    const token = manager.attach(attached);
    expect(manager.active()).toBe(attached);
    token.dispose();
    token.dispose();
    expect(manager.active()).toBe(ROOT_CONTEXT);
    expect(manager.enable()).toBe(manager);
    manager.disable();
  });
});

function collectGarbage(): void {
  v8.setFlagsFromString('--expose-gc');
  (vm.runInNewContext('gc') as () => void)();
}

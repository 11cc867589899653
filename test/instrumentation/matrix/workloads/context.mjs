import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import { promisify } from 'node:util';
import { context, trace } from '@opentelemetry/api';

const tracer = trace.getTracer('test');

/** Whatever the library runs as its callback says in which trace it is. */
const noteCaller = (caller) => tracer.startSpan(`callback of ${caller}`).end();

function callAs(caller, memoized, key) {
  const span = tracer.startSpan(caller);
  return context.with(trace.setSpan(context.active(), span), async () => {
    await promisify((done) =>
      memoized(key, (error, value) => {
        noteCaller(caller);
        done(error, value);
      }),
    )();
    span.end();
  });
}

export const contextKeepers = {
  'lru-memoizer': {
    open: async ({ lruMemoizer: { whole } }) =>
      whole({
        load: (_key, done) => setImmediate(() => done(null, 'x')),
        hash: (key) => key,
        max: 9,
      }),
    // The second caller waits for the value that the first one asked for.
    work: async (memoized) => {
      const key = {};
      await Promise.all([callAs('first', memoized, key), callAs('second', memoized, key)]);
    },
  },
  winston: {
    open: async ({ winston: { named } }) => {
      const stream = new PassThrough();
      const logger = named.createLogger({ transports: [new named.transports.Stream({ stream })] });
      return { logger, stream };
    },
    work: async ({ logger, stream }) => {
      const written = once(stream, 'data');
      logger.info('hello');
      const [line] = await written;
      const { trace_id: traceId, span_id: spanId } = JSON.parse(line);
      const active = trace.getActiveSpan()?.spanContext();
      return [
        `trace_id ${traceId === active?.traceId ? 'of the span' : traceId}`,
        `span_id ${spanId === active?.spanId ? 'of the span' : spanId}`,
      ];
    },
  },
};

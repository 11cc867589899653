import { context as contextApi, trace } from '@opentelemetry/api';
import type { Context, Span, SpanOptions, Tracer, TracerProvider } from '@opentelemetry/api';

type StartSpan = Tracer['startSpan'];

/** A provider whose tracers open their spans as `wrap` says. */
export function wrapTracers(
  provider: TracerProvider,
  wrap: (tracer: Tracer) => StartSpan,
): TracerProvider {
  return {
    getTracer: (name, version, options) =>
      new WrappedTracer(wrap(provider.getTracer(name, version, options))),
  };
}

/** A provider whose tracers look at each span which provider is to make it. */
export function followProvider(current: () => TracerProvider): TracerProvider {
  return {
    getTracer: (name, version, options) =>
      new WrappedTracer((...args) =>
        current()
          .getTracer(name, version, options)
          .startSpan(...args),
      ),
  };
}

/** `startActiveSpan` goes through `startSpan`, so that no span is opened past the wrapper. */
class WrappedTracer implements Tracer {
  constructor(readonly startSpan: StartSpan) {}

  startActiveSpan<F extends (span: Span) => ReturnType<F>>(
    name: string,
    ...args: [F] | [SpanOptions, F] | [SpanOptions, Context, F]
  ): ReturnType<F> {
    const work = args.at(-1) as (span: Span) => ReturnType<F>;
    const options = args.length > 1 ? (args[0] as SpanOptions) : undefined;
    const parent = args.length > 2 ? (args[1] as Context) : contextApi.active();
    const span = this.startSpan(name, options, parent);
    return contextApi.with(trace.setSpan(parent, span), work, undefined, span);
  }
}

import { context as contextApi, trace } from '@opentelemetry/api';
import type {
  Context,
  Span,
  SpanKind,
  SpanOptions,
  Tracer,
  TracerProvider,
} from '@opentelemetry/api';

/** What is known of a span when it starts. */
export interface StartedSpan {
  readonly name: string;
  readonly kind: SpanKind | undefined;
  /** Name of the tracer. */
  readonly scope: string;
}

/** Who knows which provider makes a span. */
export interface ProviderChoice {
  providerIn(context: Context | undefined, span: StartedSpan): TracerProvider;
  note(span: Span, provider: TracerProvider): void;
}

/** A tracer of whichever application the span belongs to. */
export class SharedTracer implements Tracer {
  /** Makes every span; kept at hand, since this is asked for each. */
  private sole: Tracer | undefined;

  /** Providers look for a tracer by a text of its name and version. */
  private readonly tracers = new WeakMap<TracerProvider, Tracer>();

  /** @param takeFrom takes the tracer of this name from the provider of an application */
  constructor(
    private readonly choice: ProviderChoice,
    private readonly scope: string,
    private readonly takeFrom: (provider: TracerProvider) => Tracer,
  ) {}

  /** @param provider makes every span from now on; undefined where that depends on the span */
  follow(provider: TracerProvider | undefined): void {
    this.sole = provider && this.tracerOf(provider);
  }

  startSpan(name: string, options?: SpanOptions, context?: Context): Span {
    return this.sole === undefined
      ? this.startShared(name, options, context)
      : this.sole.startSpan(name, options, context);
  }

  startActiveSpan<F extends (span: Span) => ReturnType<F>>(
    name: string,
    ...args: [F] | [SpanOptions, F] | [SpanOptions, Context, F]
  ): ReturnType<F> {
    if (this.sole !== undefined) {
      return this.sole.startActiveSpan(name, ...(args as [SpanOptions, Context, F]));
    }
    const work = args.at(-1) as F;
    const options = args.length > 1 ? (args[0] as SpanOptions) : undefined;
    const parent = args.length > 2 ? (args[1] as Context) : contextApi.active();
    const span = this.startShared(name, options, parent);
    return contextApi.with(trace.setSpan(parent, span), work, undefined, span);
  }

  private startShared(name: string, options?: SpanOptions, context?: Context): Span {
    const { scope } = this;
    const provider = this.choice.providerIn(context, { name, kind: options?.kind, scope });
    const span = this.tracerOf(provider).startSpan(name, options, context);
    this.choice.note(span, provider);
    return span;
  }

  private tracerOf(provider: TracerProvider): Tracer {
    let tracer = this.tracers.get(provider);
    if (tracer === undefined) {
      tracer = this.takeFrom(provider);
      this.tracers.set(provider, tracer);
    }
    return tracer;
  }
}

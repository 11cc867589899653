import {
  ProxyTracerProvider,
  SpanKind,
  context as contextApi,
  isSpanContextValid,
  trace,
} from '@opentelemetry/api';
import type { Context, Span, SpanContext, Tracer, TracerProvider } from '@opentelemetry/api';
import { ENTRY_SPAN } from '../../tracing.internal-constants.js';
import { SharedTracer } from './shared-tracer.js';
import type { StartedSpan } from './shared-tracer.js';

/** What makes the spans of an application. */
export interface ApplicationTracing {
  readonly provider: TracerProvider;

  /** Whether an application uses it now. */
  readonly isInUse: boolean;
}

/** One that keeps its spans for a test, which are to be those of its application alone. */
export interface RecordedTracing extends ApplicationTracing {
  /** Told of a span that might be of any of several recorded applications, and so is nobody's. */
  noteStray(name: string): void;
}

/** A provider that was never given another to delegate to: its spans record nothing. */
const silence = new ProxyTracerProvider();

/**
 * The one tracer provider that stands behind the API for the applications of a process, each of
 * which has its own: a span is made by the provider of its parent; the first one of a request,
 * message or job by that of the application it arrived at; any other by that of the application that
 * started last. So tracers taken from the API, once and for all, serve one application after the
 * other.
 */
class SharedProvider implements TracerProvider {
  readonly #tracers = new Map<string, SharedTracer>();
  readonly #byApplication = new WeakMap<object, TracerProvider>();
  readonly #bySpan = new WeakMap<SpanContext, TracerProvider>();
  readonly #recorded = new Set<RecordedTracing>();
  #latest: ApplicationTracing | undefined;

  /** The only provider that applications have used; undefined before the first, silence after a second. */
  #onlyUsed: TracerProvider | undefined;

  /** Makes every span while no other can have made any; nothing is looked up then. */
  #sole: TracerProvider | undefined;

  /** What is in force where nothing tells an application. */
  get latestTracing(): ApplicationTracing | undefined {
    return this.#latest;
  }

  /** The provider of `latestTracing`. */
  get latest(): TracerProvider | undefined {
    return this.#latest?.provider;
  }

  getTracer(name: string, version?: string, options?: { schemaUrl?: string }): Tracer {
    const key = `${name}@${version ?? ''}:${options?.schemaUrl ?? ''}`;
    let tracer = this.#tracers.get(key);
    if (tracer === undefined) {
      tracer = new SharedTracer(this, name, (provider) =>
        provider.getTracer(name, version, options),
      );
      tracer.follow(this.#sole);
      this.#tracers.set(key, tracer);
    }
    return tracer;
  }

  /** @param application stands for it in the contexts of its work; unknown before it has options */
  use(tracing: ApplicationTracing, application?: object): void {
    this.#latest = tracing;
    this.#enter(tracing.provider, application);
  }

  /** Has nothing recorded any more, until an application comes. */
  useNone(): void {
    this.#latest = undefined;
    this.#chooseSole();
  }

  /** An application has come to use a provider: one that is only there keeps no other from being the sole one. */
  noteUse(provider: TracerProvider): void {
    this.#onlyUsed = (this.#onlyUsed ?? provider) === provider ? provider : silence;
    this.#chooseSole();
  }

  /** Takes in an application under test, whose spans no other one gets, and which gets no other's. */
  record(tracing: RecordedTracing, application: object): void {
    this.#recorded.add(tracing);
    this.#enter(tracing.provider, application);
  }

  /** @returns whether it was the last one under test */
  forget(tracing: RecordedTracing): boolean {
    return this.#recorded.delete(tracing) && this.#recorded.size === 0;
  }

  get isRecording(): boolean {
    return this.#recorded.size > 0;
  }

  get isInUse(): boolean {
    return this.isRecording || this.#latest?.isInUse === true;
  }

  /** The provider of the work a span is part of. */
  providerIn(context: Context | undefined, span: StartedSpan): TracerProvider {
    const active = context ?? contextApi.active();
    const parent = trace.getSpanContext(active);
    const entry = active.getValue(ENTRY_SPAN) as { readonly application: object } | undefined;
    return (
      (parent && this.#bySpan.get(parent)) ??
      (entry && this.#byApplication.get(entry.application)) ??
      this.#providerOfStray(span)
    );
  }

  /** Remembers who made a span, so that those below it are made there as well. */
  note(span: Span, provider: TracerProvider): void {
    const spanContext = span.spanContext();
    // Spans that are not made have one identity in common, or that of their parent.
    if (provider !== silence && isSpanContextValid(spanContext)) {
      this.#bySpan.set(spanContext, provider);
    }
  }

  /** What those call who take the provider of the SDK from the API. */
  async forceFlush(options?: EndOptions): Promise<void> {
    await this.#stoppable?.forceFlush?.(options);
  }

  /** As `forceFlush()`. */
  async shutdown(options?: EndOptions): Promise<void> {
    await this.#stoppable?.shutdown?.(options);
  }

  get #stoppable(): (TracerProvider & Partial<Stoppable>) | undefined {
    return this.latest;
  }

  #chooseSole(): void {
    const { latest } = this;
    const isSole = !this.isRecording && (this.#onlyUsed ?? latest) === latest;
    this.#sole = isSole ? latest : undefined;
    this.#tracers.forEach((tracer) => tracer.follow(this.#sole));
  }

  #enter(provider: TracerProvider, application: object | undefined): void {
    if (application !== undefined) {
      this.#byApplication.set(application, provider);
    }
    this.#chooseSole();
  }

  #providerOfStray({ name, kind, scope }: StartedSpan): TracerProvider {
    const [recorded, ...others] = this.#recorded;
    if (recorded === undefined || this.#latest?.isInUse === true) {
      return this.latest ?? silence;
    }
    // With requests that are no application's work a test speaks to the one it is about.
    if (kind === SpanKind.CLIENT && HTTP_CLIENTS.has(scope)) {
      return silence;
    }
    if (others.length === 0) {
      return recorded.provider;
    }
    this.#recorded.forEach((one) => one.noteStray(name));
    return silence;
  }
}

const HTTP_CLIENTS: ReadonlySet<string> = new Set([
  '@opentelemetry/instrumentation-http',
  '@opentelemetry/instrumentation-undici',
]);

interface EndOptions {
  readonly timeoutMillis?: number;
}

interface Stoppable {
  forceFlush(options?: EndOptions): Promise<void>;
  shutdown(options?: EndOptions): Promise<void>;
}

/** What stands behind the API for all applications of this process. */
export const sharedProvider = new SharedProvider();

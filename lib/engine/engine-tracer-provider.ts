import { context as contextApi, propagation, trace as traceApi } from '@opentelemetry/api';
import type { Tracer, TracerProvider } from '@opentelemetry/api';
import { defaultResource } from '@opentelemetry/resources';
import type { Resource } from '@opentelemetry/resources';
import type {
  IdGenerator,
  Sampler,
  SDKRegistrationConfig,
  SpanLimits,
  SpanProcessor,
} from '@opentelemetry/sdk-trace-node';
import { EngineContextManager } from './context/engine-context-manager.js';
import { EngineTracer } from './engine-tracer.js';
import type { TracerParts } from './engine-tracer.js';
import type { KeepRules } from './keeping/keep-rules.interface.js';
import type { Parcel } from './otlp/parcel.interface.js';
import { SpanPipeline } from './pipeline/span-pipeline.js';
import type { PipelineParts } from './pipeline/span-pipeline.js';
import type { SpanSink } from './pipeline/span-sink.interface.js';
import { w3cPropagator } from './propagation/w3c-propagator.js';
import { RatioSampler } from './sampling/ratio-sampler.js';
import { resolveSpanLimits } from './span/span-limits.js';

const DEFAULT_TIMEOUT_MS = 30_000;

/** Everything that may become known after the first spans. */
export interface EngineOptions {
  /** @default the resource of the SDK: service name and telemetry SDK */
  readonly resource?: Resource;

  /**
   * A {@link TraceSampler} decides before any work is done; every other sampler of the SDK works too.
   *
   * @default every new trace, and the parent's decision for the others
   */
  readonly sampler?: Sampler;

  /** @default those of the specification: 128 of each kind, and no limit to a value's length */
  readonly spanLimits?: SpanLimits;

  /** Read spans as ReadableSpan: any processor of the SDK, around any exporter. */
  readonly spanProcessors?: readonly SpanProcessor[];

  /** Takes sampled spans directly, after the processors: an `OtlpSpanSink`. */
  readonly sink?: SpanSink;

  /**
   * Which traces are kept that the sampler did not want. Then all spans are recorded.
   *
   * @default none
   */
  readonly keep?: KeepRules;
}

export interface EngineTracerProviderOptions extends EngineOptions {
  /**
   * What becomes of the message and stack of a recorded exception, and of the description of a
   * status.
   *
   * @default nothing
   */
  readonly redact?: (text: string) => string;

  /** @default random ids */
  readonly idGenerator?: IdGenerator;

  /**
   * Whether ended spans wait, up to 1,024 of them, until `configure()` says where they go. They are
   * sampled by the sampler given here, and processors see them end but not start.
   *
   * @default false
   */
  readonly awaitsConfiguration?: boolean;

  /** Called before a span is dropped that cannot wait any more; it may call `configure()`. */
  readonly onHoldFull?: () => void;
}

/**
 * A tracer provider whose spans cost a fraction of the usual ones, and behave like them.
 *
 * @see https://opentelemetry.io/docs/specs/otel/trace/sdk/#tracer-provider
 */
export class EngineTracerProvider implements TracerProvider {
  private readonly tracers = new Map<string, EngineTracer>();
  private readonly parts: TracerParts;

  constructor(options: EngineTracerProviderOptions = {}) {
    this.parts = {
      pipeline: new SpanPipeline(
        pipelineParts(options),
        options.awaitsConfiguration === true,
        options.onHoldFull,
      ),
      idGenerator: options.idGenerator,
      redact: options.redact ?? ((text) => text),
    };
  }

  /** The same tracer for the same name, version and schema. */
  getTracer(name: string, version?: string, options?: { schemaUrl?: string }): Tracer {
    const schemaUrl = options?.schemaUrl;
    const key = `${name}@${version ?? ''}:${schemaUrl ?? ''}`;
    let tracer = this.tracers.get(key);
    if (tracer === undefined) {
      tracer = new EngineTracer({ name, version, schemaUrl }, this.parts);
      this.tracers.set(key, tracer);
    }
    return tracer;
  }

  /** Puts these in force, for open spans and new ones, and sends on what was held. */
  configure(options: EngineOptions): void {
    this.parts.pipeline.use(pipelineParts(options));
  }

  /** Records nothing from now on, and forgets what was held. */
  discard(): void {
    this.parts.pipeline.discard();
  }

  /**
   * Makes this the provider behind the API, with context manager and W3C propagators. Undefined
   * means ours, null means none.
   */
  register({ contextManager, propagator }: SDKRegistrationConfig = {}): void {
    traceApi.setGlobalTracerProvider(this);
    if (contextManager !== null) {
      contextApi.setGlobalContextManager((contextManager ?? new EngineContextManager()).enable());
    }
    if (propagator !== null) {
      propagation.setGlobalPropagator(propagator ?? w3cPropagator());
    }
  }

  /**
   * Delivers what has ended so far.
   *
   * @throws array of errors, when something could not be delivered within `timeoutMillis` (30,000)
   */
  forceFlush(options?: { timeoutMillis?: number }): Promise<void> {
    return this.parts.pipeline.forceFlush(options?.timeoutMillis ?? DEFAULT_TIMEOUT_MS);
  }

  /** Drops what the sink could not deliver, and keeps no connection and no timer until there are spans again. */
  rest(): void {
    this.parts.pipeline.rest();
  }

  /** Spans that have ended so far, delivered or not. */
  get endedSpans(): number {
    return this.parts.pipeline.ended;
  }

  /** Resolves when the requests and messages worked on now have ended. */
  entriesSettled(): Promise<void> {
    return this.parts.pipeline.entriesSettled();
  }

  /** What the sink has not delivered, for a process that can wait for nothing any more. */
  undelivered(): readonly Parcel[] {
    return this.parts.pipeline.undelivered();
  }

  /** Delivers what has ended, and ends the processors and the sink. */
  shutdown(options?: { timeoutMillis?: number }): Promise<void> {
    return this.parts.pipeline.shutdown(options?.timeoutMillis ?? DEFAULT_TIMEOUT_MS);
  }
}

function pipelineParts(options: EngineOptions): PipelineParts {
  return {
    resource: options.resource ?? defaultResource(),
    spanLimits: resolveSpanLimits(options.spanLimits),
    sampler: options.sampler ?? new RatioSampler({ ratio: 1, isParentBased: true }),
    spanProcessors: [...(options.spanProcessors ?? [])],
    sink: options.sink,
    keep: options.keep,
  };
}

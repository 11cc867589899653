import { diag, TraceFlags } from '@opentelemetry/api';
import type { Context } from '@opentelemetry/api';
import type { Resource } from '@opentelemetry/resources';
import type { Sampler, Span, SpanProcessor } from '@opentelemetry/sdk-trace-node';
import { RatioSampler } from '../sampling/ratio-sampler.js';
import type { ResolvedSpanLimits } from '../span/span-limits.js';
import type { KeepRules } from '../keeping/keep-rules.interface.js';
import { TraceKeeper } from '../keeping/trace-keeper.js';
import type { SpanRecord } from '../span/span-record.js';
import type { SpanListener } from '../span/span-owner.interface.js';
import type { SpanSink } from './span-sink.interface.js';
import { withDeadline } from './with-deadline.js';

/** Most spans kept before it is known where they go: some 1 MB. */
const MAX_HELD_SPANS = 1_024;

/** Where spans go, and what is decided about them. All of it can be replaced while spans are open. */
export interface PipelineParts {
  readonly resource: Resource;
  readonly spanLimits: ResolvedSpanLimits;
  readonly sampler: Sampler;
  readonly spanProcessors: readonly SpanProcessor[];
  readonly sink: SpanSink | undefined;
  /** Undefined where what is not sampled is not recorded either. */
  readonly keep: KeepRules | undefined;
}

/**
 * The way of every span of a provider: to its processors, which read it as a ReadableSpan, and to
 * the sink, which takes it as it is. Until the parts are named, ended spans are held.
 */
export class SpanPipeline implements SpanListener {
  resource: Resource;
  spanLimits: ResolvedSpanLimits;
  sampler: Sampler;
  /** Undefined where what is not sampled is not recorded either. */
  keeper: TraceKeeper | undefined;
  private processors: readonly SpanProcessor[] = [];
  private sink: SpanSink | undefined;
  private held: SpanRecord[] | undefined;
  private droppedWhileHeld = 0;

  /** @param onHoldFull called before a span is dropped that cannot be held; it may call `use()` */
  constructor(
    parts: PipelineParts,
    isHeld: boolean,
    private readonly onHoldFull?: () => void,
  ) {
    this.resource = parts.resource;
    this.spanLimits = parts.spanLimits;
    this.sampler = parts.sampler;
    this.held = isHeld ? [] : undefined;
    if (!isHeld) {
      this.use(parts);
    }
  }

  /** Names the parts in force from now on. What was held goes to them. */
  use({ resource, spanLimits, sampler, spanProcessors, sink, keep }: PipelineParts): void {
    this.resource = resource;
    this.spanLimits = spanLimits;
    this.sampler = sampler;
    this.keeper =
      keep && new TraceKeeper(keep, spanProcessors, (span) => sink?.write(span as SpanRecord));
    this.processors = this.keeper === undefined ? spanProcessors : [this.keeper];
    this.sink = sink;
    sink?.useResource(resource);
    const { held = [] } = this;
    this.held = undefined;
    held.forEach((span) => this.onEnd(span));
    this.reportDropped();
  }

  /** Samples nothing from now on, and forgets what was held. */
  discard(): void {
    this.sampler = new RatioSampler({ ratio: 0, isParentBased: false });
    this.keeper = undefined;
    this.held = undefined;
    this.droppedWhileHeld = 0;
  }

  onStart(span: Span, parent: Context): void {
    for (const processor of this.processors) {
      processor.onStart(span, parent);
    }
  }

  onEnding(span: Span): void {
    for (const processor of this.processors) {
      processor.onEnding?.(span);
    }
  }

  onEnd(span: SpanRecord): void {
    if (this.held !== undefined && this.isToBeHeld(this.held)) {
      this.hold(span, this.held);
      return;
    }
    for (const processor of this.processors) {
      processor.onEnd(span);
    }
    if (this.sink !== undefined && (span.traceFlags & TraceFlags.SAMPLED) !== 0) {
      this.sink.write(span);
    }
  }

  /** @throws array of what went wrong, when not everything was flushed in time */
  async forceFlush(timeoutMs: number): Promise<void> {
    const flushes = this.processors.map((processor) =>
      withDeadline('The flush of a span processor', processor.forceFlush(), timeoutMs),
    );
    const results = await Promise.allSettled([...flushes, this.sink?.forceFlush(timeoutMs)]);
    const errors = results.flatMap((result) =>
      result.status === 'rejected' ? [result.reason as unknown] : [],
    );
    if (errors.length > 0) {
      // As the SDK does, so that callers may read them alike.
      // oxlint-disable-next-line typescript/only-throw-error
      throw errors;
    }
  }

  /** Drops what the sink could not deliver, until there are spans again. */
  rest(): void {
    this.sink?.rest();
  }

  async shutdown(timeoutMs: number): Promise<void> {
    const processors = this.processors.map((processor) => processor.shutdown());
    await Promise.all([...processors, this.sink?.shutdown(timeoutMs)]);
  }

  private isToBeHeld(held: readonly SpanRecord[]): boolean {
    if (held.length >= MAX_HELD_SPANS) {
      this.onHoldFull?.();
    }
    return this.held !== undefined;
  }

  private hold(span: SpanRecord, held: SpanRecord[]): void {
    if (held.length < MAX_HELD_SPANS) {
      held.push(span);
    } else {
      this.droppedWhileHeld += 1;
    }
  }

  private reportDropped(): void {
    if (this.droppedWhileHeld > 0) {
      diag.warn(
        `nestjs-tracing: ${this.droppedWhileHeld} spans were dropped that ended before it was known where they go.`,
      );
      this.droppedWhileHeld = 0;
    }
  }
}

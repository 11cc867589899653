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
import type { Parcel } from '../otlp/parcel.interface.js';
import { GuardedProcessors } from './guarded-processors.js';
import { OpenEntries } from './open-entries.js';
import { settleAll } from './settle-all.js';
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
  private processors: SpanProcessor = new GuardedProcessors([]);
  private sink: SpanSink | undefined;
  private held: SpanRecord[] | undefined;
  private droppedWhileHeld = 0;
  private readonly openEntries = new OpenEntries();

  /** Spans that have ended so far. */
  ended = 0;

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
    const processors = new GuardedProcessors(spanProcessors);
    this.keeper =
      keep && new TraceKeeper(keep, processors, (span) => sink?.write(span as SpanRecord));
    this.processors = this.keeper ?? processors;
    this.sink = sink;
    sink?.useResource(resource);
    const { held = [] } = this;
    this.held = undefined;
    held.forEach((span) => this.sendOn(span));
    this.reportDropped();
  }

  /** Samples nothing from now on, and forgets what was held and what the sink has not delivered. */
  discard(): void {
    this.sampler = new RatioSampler({ ratio: 0, isParentBased: false });
    this.keeper = undefined;
    this.processors = new GuardedProcessors([]);
    this.sink?.discard();
    this.sink = undefined;
    this.held = undefined;
    this.droppedWhileHeld = 0;
  }

  onStart(span: Span, parent: Context): void {
    this.openEntries.add(span);
    this.processors.onStart(span, parent);
  }

  onEnding(span: Span): void {
    this.processors.onEnding?.(span);
  }

  onEnd(span: SpanRecord): void {
    this.ended += 1;
    this.openEntries.remove(span);
    this.sendOn(span);
  }

  /** Resolves when the requests and messages worked on now have ended. */
  entriesSettled(): Promise<void> {
    return this.openEntries.settled();
  }

  /** What the sink has not delivered, for a process that can wait for nothing any more. */
  undelivered(): readonly Parcel[] {
    return this.sink?.undelivered() ?? [];
  }

  private sendOn(span: SpanRecord): void {
    if (this.held !== undefined && this.isToBeHeld(this.held)) {
      this.hold(span, this.held);
      return;
    }
    this.processors.onEnd(span);
    if (this.sink !== undefined && (span.traceFlags & TraceFlags.SAMPLED) !== 0) {
      this.sink.write(span);
    }
  }

  /** @throws array of what went wrong, when not everything was flushed in time */
  async forceFlush(timeoutMs: number): Promise<void> {
    const flush = this.processors.forceFlush();
    await settleAll([
      withDeadline('The flush of a span processor', flush, timeoutMs),
      ...this.ofSink((sink) => sink.forceFlush(timeoutMs)),
    ]);
  }

  /** Drops what the sink could not deliver, until there are spans again. */
  rest(): void {
    this.sink?.rest();
  }

  /** @throws what the first of them failed with */
  async shutdown(timeoutMs: number): Promise<void> {
    await Promise.all([
      this.processors.shutdown(),
      ...this.ofSink((sink) => sink.shutdown(timeoutMs)),
    ]);
  }

  private ofSink(work: (sink: SpanSink) => Promise<void>): Promise<void>[] {
    return this.sink === undefined ? [] : [work(this.sink)];
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

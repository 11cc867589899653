import { EventEmitter, on } from 'node:events';
import type { TraceSpan } from 'nestjs-tracing';

/** Longer than a service holds finished spans back, so that silence means the end. */
const quietMs = 500;
const keptTraces = 200;

interface OpenTrace {
  spans: TraceSpan[];
  timer?: NodeJS.Timeout;
}

/** Gathers the spans of all services, and announces each trace when no more spans come for it. */
export class TraceStore {
  readonly #traces = new Map<string, OpenTrace>();
  readonly #events = new EventEmitter<{ quiet: [TraceSpan[]] }>();

  add(spans: TraceSpan[]): void {
    for (const span of spans) this.#traceOf(span.traceId).spans.push(span);
    for (const traceId of new Set(spans.map((span) => span.traceId))) this.#restartTimer(traceId);
  }

  /** Each trace that has become quiet; again when more spans arrive for it later. */
  async *quietTraces(signal: AbortSignal): AsyncGenerator<TraceSpan[]> {
    for await (const [trace] of on(this.#events, 'quiet', { signal })) yield trace as TraceSpan[];
  }

  all(): TraceSpan[][] {
    return [...this.#traces.values()].map(({ spans }) => spans);
  }

  close(): void {
    for (const { timer } of this.#traces.values()) clearTimeout(timer);
  }

  #traceOf(traceId: string): OpenTrace {
    const known = this.#traces.get(traceId);
    if (known) return known;
    const trace: OpenTrace = { spans: [] };
    this.#traces.set(traceId, trace);
    this.#forgetOldest();
    return trace;
  }

  #forgetOldest(): void {
    const [oldest] = this.#traces.keys();
    if (oldest && this.#traces.size > keptTraces) this.#traces.delete(oldest);
  }

  #restartTimer(traceId: string): void {
    const trace = this.#traceOf(traceId);
    clearTimeout(trace.timer);
    trace.timer = setTimeout(() => this.#events.emit('quiet', trace.spans), quietMs);
  }
}

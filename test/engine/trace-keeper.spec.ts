import { diag, DiagLogLevel, ROOT_CONTEXT, SpanStatusCode, trace } from '@opentelemetry/api';
import type { Span, Tracer } from '@opentelemetry/api';
import {
  AlwaysOffSampler,
  InMemorySpanExporter,
  NodeTracerProvider,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-node';
import type { Sampler } from '@opentelemetry/sdk-trace-node';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { EngineTracerProvider } from '../../lib/engine/engine-tracer-provider.js';
import type { KeepRules } from '../../lib/engine/keeping/keep-rules.interface.js';
import { TraceKeeper } from '../../lib/engine/keeping/trace-keeper.js';
import { RatioSampler } from '../../lib/engine/sampling/ratio-sampler.js';
import { KeepingSampler } from '../../lib/sdk/stock/keeping-sampler.js';
import { TraceTreePrinter } from '../../lib/sdk/console/trace-tree-printer.js';

const rules: KeepRules = { errors: true, slowerThanMs: Infinity, maxTraces: 100, maxSpans: 1_000 };
const caller = { traceId: '1'.repeat(32), spanId: '2'.repeat(16), traceFlags: 0, isRemote: true };
const failed = { code: SpanStatusCode.ERROR };

const providers = [
  ['fast', EngineTracerProvider],
  ['stock', NodeTracerProvider],
] as const;

describe.each(providers)('TraceKeeper, with the %s engine', (_, Provider) => {
  let exporter: InMemorySpanExporter;
  let keeper: TraceKeeper;
  let tracer: Tracer;
  let warnings: string[];

  const use = (more: Partial<KeepRules> = {}, sampler: Sampler = new AlwaysOffSampler()) => {
    exporter = new InMemorySpanExporter();
    keeper = new TraceKeeper({ ...rules, ...more }, new SimpleSpanProcessor(exporter));
    const keeping = new KeepingSampler(sampler, keeper);
    tracer = new Provider({ sampler: keeping, spanProcessors: [keeper] }).getTracer('t');
  };
  const begin = (name: string, parent?: Span) =>
    tracer.startSpan(
      name,
      {},
      parent === undefined ? ROOT_CONTEXT : trace.setSpan(ROOT_CONTEXT, parent),
    );
  const names = () => exporter.getFinishedSpans().map(({ name }) => name);

  beforeEach(() => {
    use();
    warnings = [];
    const silent = () => undefined;
    const warn = (text: string) => void warnings.push(text);
    const logger = { error: silent, warn, info: silent, debug: silent, verbose: silent };
    diag.setLogger(logger, { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true });
  });

  afterEach(() => {
    vi.useRealTimers();
    diag.disable();
  });

  it('exports every span of a kept trace once, none of another, and holds nothing at the end', () => {
    const step = fc.record({
      begins: fc.boolean(),
      isRemote: fc.boolean(),
      at: fc.nat(),
      fails: fc.integer({ min: 0, max: 3 }).map((draw) => draw === 0),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        use();
        const model = new Model();
        for (const { begins, isRemote, at, fails } of steps) {
          const parent = at % (model.spans.length + 1);
          if (begins) model.begin(parent, (name, above) => begin(name, above ?? remote(isRemote)));
          else model.end(at, fails);
        }
        model.endAll();

        expect(names().toSorted()).toEqual(model.kept().toSorted());
        expect(keeper.undecided).toEqual({ traces: 0, spans: 0 });
        expect(warnings).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });

  it('gives up the oldest trace when there are too many, but not one that has failed', () => {
    use({ maxTraces: 2 });
    const [first, second] = [begin('first'), begin('second')];
    begin('failed', first).setStatus(failed).end();

    const [third, fourth] = [begin('third'), begin('fourth')];
    [first, second, third, fourth].forEach((span) => span.setStatus(failed).end());

    expect(names()).toEqual(['failed', 'first', 'third', 'fourth']);
    expect(warnings).toEqual([
      expect.stringContaining('1 traces that were not sampled were given'),
    ]);
  });

  it('gives up what has ended already before what is going on', () => {
    use({ maxTraces: 2 });
    const open = begin('open');
    const answered = begin('answered');
    const late = begin('late', answered);
    answered.end();

    begin('third').end();
    [late, open].forEach((span) => span.setStatus(failed).end());

    expect(names()).toEqual(['open']);
    expect(warnings).toEqual([]);
  });

  it('holds no more spans than it may, and gives up a trace that takes too many of them', () => {
    use({ maxSpans: 40 });
    const large = begin('large');
    const small = Array.from({ length: 5 }, () => begin('small'));
    for (let index = 0; index < 100; index += 1) begin('part', large).end();
    expect(keeper.undecided).toEqual({ traces: 5, spans: 0 });
    for (let index = 0; index < 50; index += 1) {
      begin('part', small[index % 5]).end();
      expect(keeper.undecided.spans).toBeLessThanOrEqual(40);
    }

    [large, ...small].forEach((span) => span.setStatus(failed).end());

    // Of five that filled the room, the oldest had to go.
    expect(names().filter((name) => name === 'small')).toHaveLength(4);
    expect(names()).not.toContain('large');
  });

  it('gives up work that hangs, and says so once a minute', () => {
    vi.useFakeTimers({ toFake: ['performance'] });
    use();
    const hanging = Array.from({ length: 3 }, () => begin('hanging'));
    vi.advanceTimersByTime(601_000);
    begin('next').end();

    hanging.forEach((span) => span.setStatus(failed).end());
    expect(names()).toEqual([]);
    expect(keeper.undecided).toEqual({ traces: 0, spans: 0 });
    expect(warnings).toHaveLength(1);
    begin('hanging');
    vi.advanceTimersByTime(601_000);
    begin('next').end();
    expect(warnings[1]).toContain('3 more traces that were not sampled were given up, 4 in all');
  });

  it('asks for no more of a trace it has let go', () => {
    const root = begin('root');
    root.end();

    expect(begin('late', root).isRecording()).toBe(false);
  });

  it('leaves alone what a sampler wants recorded but not sampled, unless it is to be kept', () => {
    use({}, { shouldSample: () => ({ decision: 1 }) });

    begin('fine').end();
    const root = begin('root');
    begin('fails', root).setStatus(failed).end();
    root.end();

    expect(names()).toEqual(['fails', 'root']);
  });

  it('prints the tree of a kept trace in one piece', () => {
    const written: string[] = [];
    const printer = new TraceTreePrinter({ write: (text: string) => written.push(text) > 0 });
    keeper = new TraceKeeper(rules, printer);
    const sampler = new KeepingSampler(new AlwaysOffSampler(), keeper);
    tracer = new Provider({ sampler, spanProcessors: [keeper] }).getTracer('t');

    begin('fine').end();
    const root = begin('root');
    begin('fails', root).setStatus(failed).end();
    root.end();

    expect(written).toHaveLength(1);
    expect(written[0]).toMatch(/root[^]*└─ fails/);
  });
});

describe('EngineTracerProvider with keep', () => {
  it('does without asking a sampler of its own', async () => {
    const exporter = new InMemorySpanExporter();
    const sampler = new RatioSampler({ ratio: 0, isParentBased: true });
    const provider = new EngineTracerProvider({
      sampler,
      keep: rules,
      spanProcessors: [new SimpleSpanProcessor(exporter)],
    });
    const tracer = provider.getTracer('t');

    tracer.startSpan('fine', {}, ROOT_CONTEXT).end();
    tracer.startSpan('failed', {}, ROOT_CONTEXT).setStatus(failed).end();
    await provider.forceFlush();

    expect(exporter.getFinishedSpans().map(({ name }) => name)).toEqual(['failed']);
  });
});

function remote(isRemote: boolean): Span | undefined {
  return isRemote ? trace.wrapSpanContext(caller) : undefined;
}

/** What is to become of each span, told without the keeper's books. */
class Model {
  readonly spans: { readonly name: string; readonly span: Span; readonly work: Work }[] = [];
  readonly #open = new Set<number>();

  begin(at: number, start: (name: string, parent: Span | undefined) => Span): void {
    const parent = this.spans[at];
    const name = `span ${this.spans.length}`;
    const span = start(name, parent?.span);
    const work = parent?.work ?? {
      root: name,
      open: 0,
      isRootOpen: true,
      fate: 'undecided',
      ended: [],
    };
    this.#open.add(this.spans.length);
    this.spans.push({ name, span, work });
    if (work.fate !== 'forgotten') work.open += 1;
  }

  end(at: number, fails: boolean): void {
    const index = at % Math.max(this.spans.length, 1);
    if (!this.#open.delete(index)) {
      return;
    }
    const { name, span, work } = this.spans[index]!;
    if (fails) span.setStatus(failed);
    const wasRecording = span.isRecording();
    span.end();
    if (!wasRecording) {
      return;
    }
    work.open -= 1;
    work.ended.push({ name, fails });
    work.isRootOpen &&= name !== work.root;
    if (work.fate === 'undecided' && !work.isRootOpen) {
      if (work.ended.some((one) => one.fails)) work.fate = 'kept';
      else if (work.open === 0) work.fate = 'forgotten';
    }
  }

  endAll(): void {
    this.spans.forEach((_, index) => this.end(index, false));
  }

  kept(): string[] {
    const works = new Set(this.spans.map(({ work }) => work));
    return [...works]
      .filter(({ fate }) => fate === 'kept')
      .flatMap(({ ended }) => ended.map(({ name }) => name));
  }
}

/** One local root and what is below it. */
interface Work {
  readonly root: string;
  open: number;
  isRootOpen: boolean;
  fate: 'undecided' | 'kept' | 'forgotten';
  readonly ended: { readonly name: string; readonly fails: boolean }[];
}

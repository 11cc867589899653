import { diag, SamplingDecision, TraceFlags } from '@opentelemetry/api';
import { TraceState } from '@opentelemetry/core';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  ParentBasedSampler,
  TraceIdRatioBasedSampler,
} from '@opentelemetry/sdk-trace-node';
import type { Sampler } from '@opentelemetry/sdk-trace-node';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { RatioSampler } from '../../lib/engine/sampling/ratio-sampler.js';
import { Collector } from './support/collector.js';
import { countingIds } from './support/counting-ids.js';
import { ours, oursReadByStock, stock } from './support/engines.js';
import type { Engine, EngineConfig } from './support/engines.js';
import { freezeClock } from './support/frozen-clock.js';
import type { WireSpan } from './support/otlp-messages.js';
import { RecordingProcessor } from './support/recording-processor.js';
import { runProgram, spanPrograms } from './support/span-program.js';
import type { Step } from './support/span-program.js';

const epochMs = 1_800_000_000_123;

/** Half of all traces by their id, some recorded only, with attributes and a trace state of its own. */
const opinionated: Sampler = {
  shouldSample: (_context, traceId, name, kind, attributes, links) => ({
    decision: [
      SamplingDecision.NOT_RECORD,
      SamplingDecision.RECORD,
      SamplingDecision.RECORD_AND_SAMPLED,
      SamplingDecision.RECORD_AND_SAMPLED,
    ][traceId.charCodeAt(0) % 4]!,
    attributes: {
      'sampler.saw': `${name} ${kind} ${Object.keys(attributes).length} ${links.length}`,
      a: 'sampler',
    },
    traceState: traceId.charCodeAt(1) % 2 === 0 ? new TraceState('sampler=1') : undefined,
  }),
  toString: () => 'Opinionated',
};

const half = new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(0.5) });
const cases: { name: string; stock: EngineConfig; ours?: EngineConfig; runs: number }[] = [
  { name: 'as they come', stock: {}, runs: 150 },
  {
    name: 'under a ratio, decided by our sampler',
    stock: { sampler: half },
    ours: { sampler: new RatioSampler({ ratio: 0.5, isParentBased: true }) },
    runs: 60,
  },
  { name: 'under a ratio, decided by the sampler of the SDK', stock: { sampler: half }, runs: 40 },
  {
    name: 'under a ratio without regard for parents',
    stock: { sampler: new TraceIdRatioBasedSampler(0.3) },
    ours: { sampler: new RatioSampler({ ratio: 0.3, isParentBased: false }) },
    runs: 60,
  },
  {
    name: 'under AlwaysOn',
    stock: { sampler: new AlwaysOnSampler() },
    ours: { sampler: new RatioSampler({ ratio: 1, isParentBased: false }) },
    runs: 40,
  },
  {
    name: 'under AlwaysOff',
    stock: { sampler: new AlwaysOffSampler() },
    ours: { sampler: new RatioSampler({ ratio: 0, isParentBased: false }) },
    runs: 20,
  },
  { name: 'under a sampler with opinions', stock: { sampler: opinionated }, runs: 80 },
  {
    name: 'within tight limits',
    stock: {
      spanLimits: {
        attributeCountLimit: 3,
        attributeValueLengthLimit: 5,
        eventCountLimit: 2,
        linkCountLimit: 1,
        attributePerEventCountLimit: 1,
        attributePerLinkCountLimit: 1,
      },
    },
    runs: 80,
  },
  {
    name: 'within limits of zero',
    stock: {
      spanLimits: {
        attributeCountLimit: 0,
        attributeValueLengthLimit: 0,
        eventCountLimit: 0,
        linkCountLimit: 0,
      },
    },
    runs: 30,
  },
];

let collector: Collector;

beforeAll(async () => {
  collector = await Collector.start();
});

afterAll(() => collector.stop());

afterEach(() => {
  vi.restoreAllMocks();
  diag.disable();
});

async function exported(
  engine: Engine,
  steps: readonly Step[],
  config: EngineConfig,
): Promise<{ wire: WireSpan[]; contexts: unknown[] }> {
  collector.taken.length = 0;
  const resource = resourceFromAttributes({
    'service.name': 'shop',
    'service.tags': ['a', 'b'],
    'process.pid': 7,
  });
  const provider = engine.createExporting(collector.url, {
    resource,
    idGenerator: countingIds(),
    ...config,
  });
  const clock = freezeClock(epochMs);
  const spans = runProgram(steps, provider, clock, epochMs);
  vi.restoreAllMocks();
  await provider.shutdown();
  return { wire: collector.spans(), contexts: spans.map((span) => span.spanContext()) };
}

describe.each([ours, oursReadByStock])('$name', (engine) => {
  it.each(cases)(
    'exports what NodeTracerProvider exports: random programs $name',
    async (sample) => {
      await fc.assert(
        fc.asyncProperty(spanPrograms, async (steps) => {
          const expected = await exported(stock, steps, sample.stock);

          const actual = await exported(engine, steps, sample.ours ?? sample.stock);

          expect(actual).toEqual(expected);
        }),
        { numRuns: sample.runs, endOnFailure: false },
      );
    },
    120_000,
  );
});

describe('ReadableSpan', () => {
  it.each(cases)(
    'shows processors what NodeTracerProvider shows: random programs $name',
    (sample) => {
      fc.assert(
        fc.property(spanPrograms, (steps) => {
          const expected = shown(stock, steps, sample.stock);

          const actual = shown(ours, steps, sample.ours ?? sample.stock);

          expect(actual).toEqual(expected);
        }),
        { numRuns: sample.runs, endOnFailure: false },
      );
    },
  );
});

function shown(engine: Engine, steps: readonly Step[], config: EngineConfig): unknown {
  const processor = new RecordingProcessor();
  const provider = engine.create({
    ...config,
    resource: resourceFromAttributes({ 'service.name': 'shop' }),
    idGenerator: countingIds(),
    spanProcessors: [processor],
  });
  runProgram(steps, provider, freezeClock(epochMs), epochMs);
  vi.restoreAllMocks();
  return processor.seen;
}

it('has something to compare', async () => {
  const [sample] = fc.sample(spanPrograms, { numRuns: 1, seed: 7 });

  const { wire } = await exported(stock, sample!, { sampler: new AlwaysOnSampler() });

  expect(wire.length).toBeGreaterThan(0);
  expect(wire[0]!.flags & TraceFlags.SAMPLED).toBe(1);
});

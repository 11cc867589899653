import { diag, DiagLogLevel } from '@opentelemetry/api';
import type { DiagLogger } from '@opentelemetry/api';
import {
  InMemorySpanExporter,
  NodeTracerProvider,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-node';
import type { ReadableSpan, SpanProcessor } from '@opentelemetry/sdk-trace-node';
import { afterEach, beforeEach, expect } from 'vitest';
import { EngineTracerProvider } from '../../lib/engine/engine-tracer-provider.js';
import { spanTree } from './span-tree.js';
import { testEngine } from './test-engine.js';

/** What the SDK says of a span that is used after its end. */
const MISUSE = /end\(\) on a span once|on ended Span/;

/** The spans of one test, kept by a real provider registered with the API. */
export interface RecordedSpans {
  /** The finished ones, in the order they ended. */
  all(): ReadableSpan[];
  /** The finished span of that name, which must be the only one. */
  span(name: string): ReadableSpan;
  tree(): string;
  /** How many have started, finished or not. */
  started(): number;
  /** What was said through `diag`, warnings and worse. */
  warnings(): string[];
}

/**
 * Records the spans of a file's tests, each test for itself, and fails a test that leaves a span
 * open or uses one after its end.
 */
export function recordSpans(): RecordedSpans {
  const exporter = new InMemorySpanExporter();
  const witness = new Witness();
  const warnings: string[] = [];
  const Provider = testEngine === 'stock' ? NodeTracerProvider : EngineTracerProvider;
  new Provider({ spanProcessors: [witness, new SimpleSpanProcessor(exporter)] }).register();
  diag.setLogger(loggerInto(warnings), DiagLogLevel.WARN);
  beforeEach(() => {
    exporter.reset();
    witness.seen = [];
    warnings.length = 0;
  });
  afterEach(() => {
    expect(witness.open, 'spans left open').toEqual([]);
    expect(warnings.filter((warning) => MISUSE.test(warning))).toEqual([]);
  });
  return {
    all: () => [...exporter.getFinishedSpans()],
    span: (name) => theOnly(exporter.getFinishedSpans().filter((span) => span.name === name)),
    tree: () => spanTree(witness.seen.filter(({ ended }) => ended)),
    started: () => witness.seen.length,
    warnings: () => warnings,
  };
}

class Witness implements SpanProcessor {
  seen: ReadableSpan[] = [];

  get open(): string[] {
    return this.seen.filter(({ ended }) => !ended).map(({ name }) => name);
  }

  onStart(span: ReadableSpan): void {
    this.seen.push(span);
  }

  onEnd(): void {}

  async forceFlush(): Promise<void> {}

  async shutdown(): Promise<void> {}
}

function theOnly<T>(items: T[]): T {
  expect(items).toHaveLength(1);
  return items[0]!;
}

function loggerInto(warnings: string[]): DiagLogger {
  const keep = (...message: unknown[]): void => void warnings.push(message.map(String).join(' '));
  const drop = (): void => {};
  return { error: keep, warn: keep, info: drop, debug: drop, verbose: drop };
}

import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import * as library from '../lib/index.js';
import { TRACER_NAME, TRACER_VERSION } from '../lib/tracing.constants.js';

describe('the package', () => {
  // A name added here is one to keep; one taken away is a breaking change.
  it('exports these names and no other', () => {
    expect(Object.keys(library).toSorted()).toEqual([
      'Baggage',
      'CurrentSpan',
      'InjectTracer',
      'NoSpan',
      'SkipTracing',
      'Span',
      'SpanAttribute',
      'TRACER',
      'Traceable',
      'TracedHttpService',
      'TracingConfigurationError',
      'TracingInterceptor',
      'TracingLogger',
      'TracingModule',
      'TracingService',
      'extractTraceContext',
      'formatTrace',
      'injectTraceContext',
      'instrumentRabbitMq',
      'instrumentRedis',
      'instrumentTypeOrm',
      'runInSpan',
    ]);
  });

  it('exports a class or a function under each of them, but for one token', () => {
    const others = Object.entries(library).filter(([, value]) => typeof value !== 'function');

    expect(others).toEqual([['TRACER', Symbol.for('nestjs-tracing:tracer')]]);
  });

  it('makes its spans under its own name and version', async () => {
    const text = await readFile(new URL('../package.json', import.meta.url), 'utf8');

    expect(JSON.parse(text)).toMatchObject({ name: TRACER_NAME, version: TRACER_VERSION });
  });
});

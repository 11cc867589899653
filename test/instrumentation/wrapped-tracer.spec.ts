import { ROOT_CONTEXT } from '@opentelemetry/api';
import type { Span } from '@opentelemetry/api';
import { NodeTracerProvider } from '@opentelemetry/sdk-trace-node';
import { describe, expect, it } from 'vitest';
import { wrapTracers } from '../../lib/instrumentation/wrapped-tracer.js';

describe('wrapTracers()', () => {
  const renaming = wrapTracers(
    new NodeTracerProvider(),
    (tracer) => (name, options, parent) => tracer.startSpan(`wrapped ${name}`, options, parent),
  );
  const tracer = renaming.getTracer('test');
  const nameOf = (span: Span): unknown => (span as Span & { name: string }).name;

  it('opens active spans through the wrapper too, however they are asked for', () => {
    expect([
      tracer.startActiveSpan('a', nameOf),
      tracer.startActiveSpan('b', {}, nameOf),
      tracer.startActiveSpan('c', {}, ROOT_CONTEXT, nameOf),
      nameOf(tracer.startSpan('d')),
    ]).toEqual(['wrapped a', 'wrapped b', 'wrapped c', 'wrapped d']);
  });
});

import { ProtobufTraceSerializer } from '@opentelemetry/otlp-transformer';
import {
  InMemorySpanExporter,
  NodeTracerProvider,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-node';
import { describe, expect, it } from 'vitest';
import { countSpans } from './count-spans.js';

describe('countSpans()', () => {
  it('counts the spans of all scopes, and nothing inside them', () => {
    const exporter = new InMemorySpanExporter();
    const provider = new NodeTracerProvider({
      spanProcessors: [new SimpleSpanProcessor(exporter)],
    });
    for (const scope of ['orders', 'orders', 'payments']) {
      const span = provider.getTracer(scope).startSpan('work', { attributes: { count: 2 ** 40 } });
      span.addEvent('note', { text: 'x'.repeat(300) }).end();
    }
    const body = ProtobufTraceSerializer.serializeRequest(exporter.getFinishedSpans());

    const count = countSpans(body ?? new Uint8Array());

    expect(count).toBe(3);
  });

  it('finds none in an empty request', () => {
    expect(countSpans(new Uint8Array())).toBe(0);
  });

  it('refuses what is not protobuf', () => {
    expect(() => countSpans(Buffer.from('{"resourceSpans":[]}'))).toThrow('No protobuf');
  });
});

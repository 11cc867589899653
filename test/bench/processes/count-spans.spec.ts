import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { BatchSpanProcessor, NodeTracerProvider } from '@opentelemetry/sdk-trace-node';
import { describe, expect, it } from 'vitest';
import { startLoopbackServer } from '../../support/loopback-server.js';
import { countSpans } from './count-spans.js';

describe('countSpans()', () => {
  it('counts the spans of all scopes, and nothing inside them', async () => {
    const body = await exportSpans(['orders', 'orders', 'payments']);

    expect(countSpans(body)).toBe(3);
  });

  it('finds none in an empty request', () => {
    expect(countSpans(new Uint8Array())).toBe(0);
  });

  it('refuses what is not protobuf', () => {
    expect(() => countSpans(Buffer.from('{"resourceSpans":[]}'))).toThrow('No protobuf');
  });
});

/** What a collector receives of one span in each scope. */
async function exportSpans(scopes: readonly string[]): Promise<Buffer> {
  const collector = await startLoopbackServer();
  const exporter = new OTLPTraceExporter({ url: collector.url });
  const provider = new NodeTracerProvider({ spanProcessors: [new BatchSpanProcessor(exporter)] });
  for (const scope of scopes) {
    const span = provider.getTracer(scope).startSpan('work', { attributes: { count: 2 ** 40 } });
    span.addEvent('note', { text: 'x'.repeat(300) }).end();
  }
  await provider.shutdown();
  await collector.close();
  expect(collector.received).toHaveLength(1);
  return collector.received[0]?.body ?? Buffer.alloc(0);
}

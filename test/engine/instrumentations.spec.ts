import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createRequire } from 'node:module';
import { context, ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { HttpInstrumentation } from '@opentelemetry/instrumentation-http';
import { UndiciInstrumentation } from '@opentelemetry/instrumentation-undici';
import { afterEach, expect, it } from 'vitest';
import { waitFor } from '../support/wait-for.js';
import { Collector } from './support/collector.js';
import { forgetGlobals, ours, stock } from './support/engines.js';
import type { Engine } from './support/engines.js';
import type { WireSpan } from './support/otlp-messages.js';

const instrumentations = [
  // The collector is a server of this process too.
  new HttpInstrumentation({ ignoreIncomingRequestHook: ({ url }) => url === '/v1/traces' }),
  new UndiciInstrumentation(),
];

afterEach(forgetGlobals);

/** A request over node:http and one by fetch(), handled by a server of node:http, all instrumented. */
async function tracesOf(engine: Engine): Promise<unknown> {
  const collector = await Collector.start();
  const provider = engine.createExporting(collector.url);
  provider.register();
  instrumentations.forEach((instrumentation) => {
    instrumentation.setTracerProvider(provider);
    instrumentation.enable();
  });
  const http = createRequire(import.meta.url)('node:http') as typeof import('node:http');
  const server = http.createServer((incoming, response) => {
    incoming.on('data', () => {});
    incoming.on('end', () => {
      trace.getTracer('handler').startActiveSpan('handle', (span) => {
        response.end('ok');
        span.end();
      });
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await trace.getTracer('test').startActiveSpan('test', {}, ROOT_CONTEXT, async (span) => {
    const outgoing = http.request({ port, host: '127.0.0.1', method: 'POST', path: '/a?b=c' });
    outgoing.end('body');
    const [response] = (await once(outgoing, 'response')) as [import('node:http').IncomingMessage];
    await response.toArray();
    await (await fetch(`http://127.0.0.1:${port}/fetched`)).text();
    expect(trace.getSpan(context.active())).toBe(span);
    span.end();
  });
  await waitFor('all spans', async () => {
    await provider.forceFlush();
    return collector.spans().length >= 7;
  });
  await provider.shutdown();
  instrumentations.forEach((instrumentation) => instrumentation.disable());
  server.closeAllConnections();
  server.close();
  await collector.stop();
  return describeTree(collector.spans(), port);
}

/** Names, kinds, scopes, attributes and parents, without what differs from run to run. */
function describeTree(spans: readonly WireSpan[], port: number): unknown {
  const byId = new Map(spans.map((span) => [span.spanId, span]));
  const described = spans.map(({ name, kind, scope, attributes, parentSpanId, flags, status }) => ({
    name,
    kind,
    scope,
    flags,
    status,
    parent: byId.get(parentSpanId)?.name,
    attributes: JSON.parse(
      JSON.stringify(attributes)
        .replaceAll(String(port), 'PORT')
        .replaceAll(/("(?:net|network)\.peer\.port":\{"intValue":")\d+/g, '$1PEER'),
    ) as unknown,
  }));
  return described.toSorted((left, right) =>
    JSON.stringify(left).localeCompare(JSON.stringify(right)),
  );
}

it('third-party instrumentations make the same traces on both engines', async () => {
  const expected = await tracesOf(stock);
  forgetGlobals();

  const actual = await tracesOf(ours);

  expect(actual).toEqual(expected);
  expect(expected).toHaveLength(7);
});

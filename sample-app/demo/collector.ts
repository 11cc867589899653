import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import type { TraceSpan } from 'nestjs-tracing';
import { host } from '../shared/addresses.js';
import { decodeSpans } from './decode-spans.js';

export interface Collector {
  url: string;
  close(): void;
}

interface Receivers {
  onSpans(spans: TraceSpan[]): void;
  onBytes(body: Buffer): void;
}

/** Receives OTLP `http/protobuf` on a free port, as an OpenTelemetry Collector would. */
export async function startCollector(receivers: Receivers): Promise<Collector> {
  const server = createServer((request, response) => {
    receive(request, receivers).then(
      () => accept(response),
      () => response.writeHead(400).end(),
    );
  });
  await once(server.listen(0, host), 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://${host}:${port}`,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

async function receive(request: IncomingMessage, { onSpans, onBytes }: Receivers): Promise<void> {
  const received = await buffer(request);
  const isZipped = request.headers['content-encoding'] === 'gzip';
  const body = isZipped ? gunzipSync(received) : received;
  onSpans(decodeSpans(body));
  onBytes(body);
}

/** An empty ExportTraceServiceResponse, which says that everything was taken, has no bytes. */
function accept(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'application/x-protobuf' }).end();
}

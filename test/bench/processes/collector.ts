import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import type { CollectorCommands } from './commands.js';
import { countSpans } from './count-spans.js';
import { serveCommands } from './serve-commands.js';

// Takes OTLP at `/<server>/v1/traces`, counts the spans of each server, and keeps nothing.
const counts = new Map<string, number>();

const server = createServer((request, response) => {
  receive(request).then(
    () => response.writeHead(200, { 'content-type': 'application/x-protobuf' }).end(),
    (error: unknown) => response.writeHead(400).end(String(error)),
  );
});
server.keepAliveTimeout = 600_000;
await once(server.listen(0, '127.0.0.1'), 'listening');

serveCommands<CollectorCommands>(
  { spansOf: (name: string) => counts.get(name) ?? 0 },
  { port: (server.address() as AddressInfo).port },
);

async function receive(request: IncomingMessage): Promise<void> {
  const [, name = ''] = request.url?.split('/') ?? [];
  const received = await buffer(request);
  const isZipped = request.headers['content-encoding'] === 'gzip';
  const spans = countSpans(isZipped ? gunzipSync(received) : received);
  counts.set(name, (counts.get(name) ?? 0) + spans);
}

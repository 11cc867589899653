import { createServer } from 'node:http';
import type { IncomingHttpHeaders, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { readRequest } from './otlp-messages.js';
import type { WireSpan } from './otlp-messages.js';

interface ReceivedRequest {
  readonly headers: IncomingHttpHeaders;
  readonly path: string;
  readonly body: Buffer;
  /** Reading of `performance.now()`. */
  readonly at: number;
}

/** Answers one request; the default takes everything. */
export type Answer = (response: ServerResponse, attempt: number) => void;

const takeAll: Answer = (response) => response.end();

/** A collector on loopback, which answers as it is told and keeps what it took. */
export class Collector {
  readonly requests: ReceivedRequest[] = [];
  readonly taken: ReceivedRequest[] = [];
  answer: Answer = takeAll;
  connections = 0;
  private open = 0;
  mostAtOnce = 0;
  private atOnce = 0;

  private constructor(private readonly server: Server) {}

  static async start(): Promise<Collector> {
    const server = createServer();
    const collector = new Collector(server);
    server.on('connection', (socket) => {
      collector.connections += 1;
      collector.open += 1;
      socket.on('close', () => (collector.open -= 1));
    });
    server.on('request', (request, response) => {
      const chunks: Buffer[] = [];
      collector.enter(response);
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const { headers, url = '' } = request;
        collector.receive(
          { headers, path: url, body: Buffer.concat(chunks), at: performance.now() },
          response,
        );
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return collector;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/v1/traces`;
  }

  /** All spans that were answered with success. */
  spans(): WireSpan[] {
    return this.taken.flatMap(({ headers, body }) =>
      readRequest(headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body),
    );
  }

  openConnections(): number {
    return this.open;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private enter(response: ServerResponse): void {
    this.atOnce += 1;
    this.mostAtOnce = Math.max(this.mostAtOnce, this.atOnce);
    response.on('close', () => (this.atOnce -= 1));
  }

  private receive(request: ReceivedRequest, response: ServerResponse): void {
    this.requests.push(request);
    response.on('finish', () => {
      if (response.statusCode < 300) {
        this.taken.push(request);
      }
    });
    this.answer(response, this.requests.length);
  }
}

import http from 'node:http';
import https from 'node:https';
import { promisify } from 'node:util';
import { gzip, gzipSync } from 'node:zlib';
import type { ResolvedOtlpOptions } from '../otlp-options.js';
import type { Parcel } from '../parcel.interface.js';
import { failureOf, isReset } from './failure.js';
import { outcomeOf } from './outcome.js';
import type { Answer, Outcome } from './outcome.js';

const compress = promisify(gzip);

/** An answer is a few bytes; of a longer one the rest is not read. */
const MAX_ANSWER_BYTES = 64 * 1_024;

/** Posts batches to a collector, over connections that are kept. */
export class OtlpClient {
  /** Out of sight of logs, since headers hold keys. */
  readonly #options: ResolvedOtlpOptions;
  private readonly url: URL;
  private readonly agent: http.Agent;

  constructor(options: ResolvedOtlpOptions) {
    this.#options = options;
    this.url = new URL(options.url);
    const settings = { keepAlive: true, maxSockets: options.maxInFlight };
    this.agent = this.isSecure()
      ? new https.Agent({ ...settings, ...options.tls })
      : new http.Agent(settings);
  }

  /** The URL without what may be secret in it. */
  get address(): string {
    return `${this.url.origin}${this.url.pathname}`;
  }

  /** The body as it goes over the wire. */
  async pack(body: readonly Buffer[]): Promise<readonly Buffer[]> {
    return this.#options.compression === 'gzip' ? [await compress(Buffer.concat(body))] : body;
  }

  /** The same request for somebody else to post. */
  parcel(body: readonly Buffer[]): Omit<Parcel, 'spans'> {
    const plain = Buffer.concat(body);
    const packed = this.#options.compression === 'gzip' ? gzipSync(plain) : plain;
    const { url, tls } = this.#options;
    // A copy, since a thread would be given the whole pool that a small buffer lies in.
    return { url, headers: this.headers([packed]), tls, body: new Uint8Array(packed) };
  }

  /** One attempt, which never rejects and keeps no process alive. */
  async post(body: readonly Buffer[]): Promise<Outcome> {
    for (;;) {
      const outcome = await this.attempt(body);
      if (outcome !== 'stale') {
        return outcome;
      }
    }
  }

  /** Closes all connections; what is under way fails. */
  close(): void {
    this.agent.destroy();
  }

  private attempt(body: readonly Buffer[]): Promise<Outcome | 'stale'> {
    const { timeoutMs } = this.#options;
    return new Promise((resolve) => {
      // Called through the module, so that a tracer which patches it sees the suppressed context.
      const { request: open } = this.isSecure() ? https : http;
      const request = open(this.url, this.requestOptions(body));
      const fail = (error: unknown): void =>
        resolve(isStale(request, error) ? 'stale' : failureOf(error));
      const timer = setTimeout(() => {
        request.destroy(new Error(`no answer within ${timeoutMs} ms`));
      }, timeoutMs).unref();
      let isAnswered = false;
      request.on('socket', (socket) => socket.unref());
      request.on('response', (response) => {
        isAnswered = true;
        readAnswer(response).then((answer) => resolve(outcomeOf(answer, Date.now())), fail);
      });
      request.on('error', fail);
      request.on('close', () => {
        clearTimeout(timer);
        if (!isAnswered) fail(new Error('the connection was closed'));
      });
      body.forEach((part) => request.write(part));
      request.end();
    });
  }

  private isSecure(): boolean {
    return this.url.protocol === 'https:';
  }

  private requestOptions(body: readonly Buffer[]): http.RequestOptions {
    return {
      method: 'POST',
      agent: this.agent,
      headers: this.headers(body),
    };
  }

  private headers(body: readonly Buffer[]): Parcel['headers'] {
    return {
      'user-agent': 'nestjs-tracing',
      ...this.#options.headers,
      'content-type': 'application/x-protobuf',
      'content-length': body.reduce((sum, { length }) => sum + length, 0),
      ...(this.#options.compression === 'gzip' && { 'content-encoding': 'gzip' }),
    };
  }
}

/** Collectors close a connection that has been idle, at times the moment it is used again. */
function isStale(request: http.ClientRequest, error: unknown): boolean {
  return request.reusedSocket && isReset(error);
}

async function readAnswer(response: http.IncomingMessage): Promise<Answer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    size += chunk.length;
    if (size >= MAX_ANSWER_BYTES) {
      break;
    }
  }
  return {
    status: response.statusCode ?? 0,
    contentType: response.headers['content-type'],
    retryAfter: response.headers['retry-after'],
    body: Buffer.concat(chunks).subarray(0, MAX_ANSWER_BYTES),
  };
}

import http from 'node:http';
import https from 'node:https';
import { promisify } from 'node:util';
import { gzip, gzipSync } from 'node:zlib';
import type { ResolvedOtlpOptions } from '../otlp-options.js';
import type { Parcel } from '../parcel.interface.js';
import { outcomeOf } from './outcome.js';
import type { Outcome } from './outcome.js';

const compress = promisify(gzip);

/** An answer is a few bytes; of a longer one the rest is not kept. */
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

  /** One attempt, which never rejects. */
  post(body: readonly Buffer[], timeoutMs: number): Promise<Outcome> {
    return new Promise((resolve) => {
      // Called through the module, so that a tracer which patches it sees the suppressed context.
      const { request: open } = this.isSecure() ? https : http;
      const request = open(this.url, this.requestOptions(body));
      const timer = setTimeout(() => {
        request.destroy(new Error(`no answer within ${Math.round(timeoutMs)} ms`));
      }, timeoutMs);
      timer.unref();
      const settle = (outcome: Outcome): void => {
        clearTimeout(timer);
        resolve(outcome);
      };
      request.on('error', (error) => settle(failed(error)));
      request.on('response', (response) => {
        readAnswer(response).then(settle, (error: unknown) => settle(failed(error)));
      });
      body.forEach((part) => request.write(part));
      request.end();
    });
  }

  /** Closes all connections; what is under way fails. */
  close(): void {
    this.agent.destroy();
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

/** A connection that failed may work the next time. */
function failed(error: unknown): Outcome {
  return { kind: 'retryable', reason: describe(error), afterMs: undefined };
}

/** A connection tried on several addresses fails with a list of errors and no message. */
function describe(error: unknown): string {
  if (error instanceof AggregateError) {
    return error.errors.map(describe).join(', ');
  }
  return error instanceof Error ? error.message : String(error);
}

async function readAnswer(response: http.IncomingMessage): Promise<Outcome> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    if (size < MAX_ANSWER_BYTES) {
      chunks.push(chunk);
    }
    size += chunk.length;
  }
  const answer = {
    status: response.statusCode ?? 0,
    contentType: response.headers['content-type'],
    retryAfter: response.headers['retry-after'],
    body: Buffer.concat(chunks).subarray(0, MAX_ANSWER_BYTES),
  };
  return outcomeOf(answer, Date.now());
}

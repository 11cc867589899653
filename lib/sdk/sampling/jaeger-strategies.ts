import { diag } from '@opentelemetry/api';
import type { TraceIdentity } from '../../engine/ids/trace-identity.js';
import { Background } from '../../engine/otlp/sending/background.js';
import type { RootDecision } from '../../engine/sampling/root-decision.interface.js';
import { messages } from '../../errors/messages.js';
import type { ResolvedJaegerRemote } from '../../options/resolved-options.interface.js';
import type { SampledRequest } from '../../tracing.internal-constants.js';
import { fetchText } from './fetch-text.js';
import { OperationShares } from './operation-shares.js';
import { readStrategy } from './read-strategy.js';

const TIMEOUT_MS = 5_000;

/**
 * Decides as Jaeger last said. It is asked anew when a trace begins and its answer has become old,
 * rather than by a timer: so nothing is asked for a process without traffic, and nothing has to be
 * stopped when another sampler takes over, or the application closes.
 *
 * Written here because `@opentelemetry/sampler-jaeger-remote` 0.222 holds the process with a timer
 * nobody can stop, waits one interval before its first question and for ever for an answer, and
 * knows neither rate limits nor lower bounds.
 *
 * @see https://www.jaegertracing.io/docs/latest/architecture/sampling/#remote-sampling
 */
export class JaegerStrategies implements RootDecision {
  readonly looksAtRequest = true;
  readonly #url: URL;
  readonly #intervalMs: number;
  readonly #background = new Background();
  #decision: RootDecision;
  #lastAnswer: string | undefined;
  #isReached = true;
  #askAgainAt = 0;

  /** @param initial decides until the first answer */
  constructor(
    { url, pollingIntervalMs }: ResolvedJaegerRemote,
    serviceName: string,
    initial: RootDecision,
  ) {
    this.#url = new URL(url);
    this.#url.searchParams.set('service', serviceName);
    this.#intervalMs = pollingIntervalMs;
    this.#decision = initial;
  }

  /** Asks for the first time. */
  begin(): this {
    this.#askSoon();
    return this;
  }

  isSampled(trace: TraceIdentity, name: string, request: SampledRequest | undefined): boolean {
    if (performance.now() >= this.#askAgainAt) {
      this.#askSoon();
    }
    return this.#decision.isSampled(trace, name, request);
  }

  toString(): string {
    return `JaegerRemote{${this.#decision.toString()}}`;
  }

  /** After what is being done: the request that happens to begin a trace need not wait for ours. */
  #askSoon(): void {
    this.#askAgainAt = Number.POSITIVE_INFINITY;
    // Entered only then, since the first time comes before there is a context manager.
    setImmediate(() => void this.#background.run(() => this.#ask())).unref();
  }

  async #ask(): Promise<void> {
    try {
      this.#follow(await fetchText(this.#url, TIMEOUT_MS));
      this.#isReached = true;
    } catch (error) {
      this.#complain(error);
    }
    this.#askAgainAt = performance.now() + this.#intervalMs;
  }

  /** The same answer goes on counting where it has come to. */
  #follow(answer: string): void {
    if (answer !== this.#lastAnswer) {
      this.#decision = new OperationShares(readStrategy(answer));
      this.#lastAnswer = answer;
    }
  }

  /** Once, until there is an answer again. */
  #complain(error: unknown): void {
    const { origin, pathname } = this.#url;
    const message = messages.noSamplingStrategy(`${origin}${pathname}`, reasonOf(error));
    diag[this.#isReached ? 'warn' : 'debug'](message);
    this.#isReached = false;
  }
}

/** A connection tried on several addresses fails with a code and no message. */
function reasonOf(error: unknown): string {
  const { message, code } = error as NodeJS.ErrnoException;
  return message || code || String(error);
}

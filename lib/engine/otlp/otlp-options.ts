import type { AgentOptions } from 'node:https';

/** How spans are sent. Times are in milliseconds. */
export interface OtlpOptions {
  /** @default 'http://localhost:4318/v1/traces' */
  readonly url?: string;

  /** Sent with every request, for example an API key. */
  readonly headers?: Readonly<Record<string, string>>;

  /** Certificates for https: who is trusted, and who we are. */
  readonly tls?: Readonly<Pick<AgentOptions, 'ca' | 'cert' | 'key'>>;

  /** @default 'none' */
  readonly compression?: 'gzip' | 'none';

  /**
   * How long one request may take. What was not answered by then is sent again.
   *
   * @default 10_000
   */
  readonly timeoutMs?: number;

  /** @default 5_000 between the first span of a batch and its departure */
  readonly intervalMs?: number;

  /** @default 512 spans, with which a batch leaves before its time */
  readonly maxBatchSpans?: number;

  /** @default 4 requests at a time */
  readonly maxInFlight?: number;

  /**
   * Most bytes of encoded spans that wait, are under way or are to be sent again, however long an
   * outage lasts. What ends while they are used up is dropped and counted; what waits stays.
   *
   * @default 3 MiB, some 20,000 spans
   */
  readonly maxBufferedBytes?: number;

  /**
   * Most spans that wait until they leave. What ends while there are as many is dropped and counted.
   *
   * @default any number, within the bound of bytes
   */
  readonly maxWaitingSpans?: number | undefined;

  /**
   * The pause after a failure, and the longest between two attempts; each is 1.5 times the one
   * before, give or take a fifth. A collector that says Retry-After is obeyed instead, up to a minute.
   *
   * @default 1_000 and 5_000
   */
  readonly firstRetryMs?: number;
  readonly maxRetryMs?: number;
}

export type ResolvedOtlpOptions = Readonly<Required<OtlpOptions>> & {
  readonly maxWaitingSpans: number;
};

export function resolveOtlpOptions(options: OtlpOptions): ResolvedOtlpOptions {
  return {
    url: options.url ?? 'http://localhost:4318/v1/traces',
    headers: options.headers ?? {},
    tls: options.tls ?? {},
    compression: options.compression ?? 'none',
    timeoutMs: options.timeoutMs ?? 10_000,
    intervalMs: options.intervalMs ?? 5_000,
    maxBatchSpans: options.maxBatchSpans ?? 512,
    maxInFlight: options.maxInFlight ?? 4,
    maxBufferedBytes: options.maxBufferedBytes ?? 3 * 1_024 * 1_024,
    maxWaitingSpans: options.maxWaitingSpans ?? Infinity,
    firstRetryMs: options.firstRetryMs ?? 1_000,
    maxRetryMs: options.maxRetryMs ?? 5_000,
  };
}

/**
 * When finished spans are sent, how many at a time, and how many may wait.
 *
 * @publicApi
 */
export interface BatchOptions {
  /**
   * Longest time a finished span waits before it is sent, in milliseconds. Lower it to see traces
   * sooner, raise it to send fewer requests.
   *
   * Environment: `OTEL_BSP_SCHEDULE_DELAY`.
   * @default 5000
   */
  intervalMs?: number;

  /**
   * Longest time one export may take, in milliseconds; then its spans are given up, and the next
   * ones are sent. For OTLP `otlp.timeoutMs` holds as well, and the shorter of the two counts.
   *
   * Environment: `OTEL_BSP_EXPORT_TIMEOUT`.
   * @default 30000
   */
  exportTimeoutMs?: number;

  /**
   * Most bytes of spans that wait for the collector; more are dropped, counted and reported. For
   * `exporter: 'otlp'` over `http/protobuf` with the fast engine.
   * @default 3145728 (3 MiB, 12,000 to 20,000 spans)
   */
  maxBufferedBytes?: number;

  /**
   * Most spans that wait for each exporter; more are dropped.
   *
   * Environment: `OTEL_BSP_MAX_QUEUE_SIZE`.
   * @default 2048, and none where `maxBufferedBytes` is the bound
   */
  maxQueueSize?: number;

  /**
   * Most spans in one export request.
   *
   * Environment: `OTEL_BSP_MAX_EXPORT_BATCH_SIZE`.
   * @default 512
   */
  maxBatchSize?: number;
}

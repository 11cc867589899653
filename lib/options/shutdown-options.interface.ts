/**
 * What happens to the last spans when the process ends.
 *
 * @publicApi
 */
export interface ShutdownOptions {
  /**
   * Whether a signal that would end the process at once (SIGTERM, SIGINT, SIGHUP and SIGUSR2, when
   * nobody else listens to it) waits for the requests in hand and for the delivery of their spans,
   * for at most `shutdownTimeoutMs`. Then the process ends by that signal, as it would have. A
   * second signal ends it at once. With `app.enableShutdownHooks()` Nest sees to it.
   *
   * @default true
   */
  onSignals?: boolean;

  /**
   * Whether spans that have ended are delivered when the process ends without its application being
   * closed: by `process.exit()`, by an uncaught error, or because nothing is left to do. Node lets
   * nobody wait then, so that the thread stands still until the collector has answered, for at most
   * `shutdownTimeoutMs`.
   *
   * @default true
   */
  onExit?: boolean;
}

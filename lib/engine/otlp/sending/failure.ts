/** An attempt that is to be repeated. */
export interface Failure {
  readonly kind: 'retryable';
  readonly reason: string;
  /** What the collector asks for, in milliseconds. */
  readonly afterMs: number | undefined;
  /** Whether somebody answered or hung up, who may take the next attempt a moment later. */
  readonly isPassing: boolean;
}

/** What the failure of a connection means. It may work the next time. */
export function failureOf(error: unknown): Failure {
  return {
    kind: 'retryable',
    reason: describe(error),
    afterMs: undefined,
    isPassing: isReset(error),
  };
}

/** Whether a connection that had been there was closed by the other side. */
export function isReset(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return code === 'ECONNRESET' || code === 'EPIPE';
}

/** A connection tried on several addresses fails with a list of errors and no message. */
function describe(error: unknown): string {
  if (error instanceof AggregateError) {
    return error.errors.map(describe).join(', ');
  }
  const text = error instanceof Error ? error.message : String(error);
  // That of a failed TLS handshake ends with a line break.
  return text.trim();
}

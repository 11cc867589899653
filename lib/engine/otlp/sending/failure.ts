import { types } from 'node:util';

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
  const code = types.isNativeError(error) && 'code' in error ? error.code : undefined;
  return code === 'ECONNRESET' || code === 'EPIPE';
}

/**
 * A connection tried on several addresses fails with a list of errors and no message. In Jest the
 * errors of Node are of other classes than those that a test file knows by these names.
 */
function describe(error: unknown): string {
  if (!types.isNativeError(error)) {
    return String(error);
  }
  if ('errors' in error && Array.isArray(error.errors)) {
    return error.errors.map(describe).join(', ');
  }
  // That of a failed TLS handshake ends with a line break.
  return error.message.trim();
}

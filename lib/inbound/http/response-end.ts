import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { HttpOptions } from '../../options/http-options.interface.js';
import { errorType } from '../../spans/describe-error.js';
import { isFailure } from '../is-failure.js';

/** That of HTTP/2 leaves it to its stream to know its error. */
type AnyResponse = ServerResponse & { readonly stream?: { readonly errored?: Error | null } };

/**
 * Calls back when a response is over, sent or not. `finish` never comes for a request that is
 * aborted; `close` comes for each. It may be called twice.
 */
export function onResponseEnd(response: ServerResponse, callback: () => void): void {
  response.on('close', callback);
  if (response.socket === null) {
    watchConnection(response, response.req.socket, callback);
  }
}

/** An answer that waits for its turn on a connection is not told when the connection closes. */
function watchConnection(response: ServerResponse, connection: Socket, callback: () => void): void {
  const onClose = () => {
    if (response.socket === null && !response.closed) {
      callback();
    }
  };
  connection.once('close', onClose);
  response.once('close', () => connection.off('close', onClose));
}

/**
 * `error.type` of a response that is a failure.
 *
 * @param status undefined when no head was sent
 * @param error what the handling failed with, if it did
 * @param options which may say otherwise than the status
 */
export function failureOf(
  response: ServerResponse,
  status: number | undefined,
  error: unknown,
  options: HttpOptions,
): string | undefined {
  const torn = tornBy(response);
  if (torn !== undefined || status === undefined || !isFailure(options, status, error)) {
    return torn;
  }
  return error === undefined ? String(status) : errorType(error);
}

/**
 * `error.type` of a response that was torn off on our side, whatever its status says. A client that
 * leaves is no failure of ours.
 */
function tornBy(response: AnyResponse): string | undefined {
  const errored = response.errored === undefined ? response.stream?.errored : response.errored;
  return errored && !response.writableFinished ? errorType(errored) : undefined;
}

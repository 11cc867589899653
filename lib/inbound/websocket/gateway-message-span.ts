import { SpanStatusCode } from '@opentelemetry/api';
import { ATTR_ERROR_TYPE } from '../../semconv/attributes.js';
import { describeError, isWsException } from '../../spans/describe-error.js';
import { isExpected, recordException } from '../../spans/record-error.js';
import { SpannedEntry } from '../../spans/spanned-entry.js';

interface Outcome {
  readonly error: unknown;
  readonly isFailure: boolean;
}

/**
 * The SERVER span of one message to a gateway. A WsException is an answer to the client, as a status
 * below 500 is over HTTP, and so is an HttpException below 500 that a filter takes care of. The span
 * fails with every other error, and whenever Nest has to tell the client of an internal one.
 */
export class GatewayMessageSpan extends SpannedEntry {
  #outcome: Outcome | undefined;
  #beforeEnd: (() => void)[] = [];

  get isOpen(): boolean {
    return this.opened !== undefined;
  }

  noteError(error: unknown): void {
    this.#note(error, !isExpected(error));
  }

  /** Notes an error that no filter of the application's has answered: Nest's own knows WsException alone. */
  noteUnfiltered(error: unknown): void {
    this.#note(error, !isWsException(error));
  }

  beforeEnd(callback: () => void): void {
    this.#beforeEnd.push(callback);
  }

  /** May be called again, to no effect. */
  end(): void {
    const span = this.opened;
    if (span === undefined) {
      return;
    }
    this.opened = undefined;
    this.#beforeEnd.forEach((callback) => callback());
    if (this.#outcome?.isFailure === true) {
      const { name, message } = describeError(this.#outcome.error);
      span.setAttribute(ATTR_ERROR_TYPE, name);
      span.setStatus({ code: SpanStatusCode.ERROR, message });
    }
    span.end();
  }

  #note(error: unknown, isFailure: boolean): void {
    // What a filter makes of an error is no second one.
    if (this.opened !== undefined && this.#outcome === undefined) {
      recordException(this.opened, error);
    }
    this.#outcome = { error, isFailure };
  }
}

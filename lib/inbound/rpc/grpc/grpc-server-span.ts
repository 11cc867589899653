import { SpanStatusCode } from '@opentelemetry/api';
import type { Span } from '@opentelemetry/api';
import { ATTR_ERROR_TYPE } from '../../../semconv/attributes.js';
import { GrpcStatus, grpcStatusName, isFailureOfServer } from '../../../semconv/grpc.js';
import { ATTR_RPC_RESPONSE_STATUS_CODE } from '../../../semconv/incubating-attributes.js';
import type { EntrySpan } from '../../../spans/entry-span.js';
import { guarded } from '../../../spans/guarded.js';
import { recordError, recordException } from '../../../spans/record-error.js';
import { unsample } from '../../../spans/unsample.js';

/** The SERVER span of one call, which ends with whatever is known first of its end. */
export class GrpcServerSpan implements EntrySpan {
  isDropped = false;
  #span: Span | undefined;
  #hasEnded = false;

  constructor(readonly application: object) {}

  open(span: Span): void {
    this.#span = span;
  }

  /** Whether the call has failed depends on the status it is answered with. */
  noteError(error: unknown): void {
    if (this.#span !== undefined && !this.#hasEnded) {
      recordException(this.#span, error);
    }
  }

  /** An RpcException whose status is no failure of the server's. Codes of other errors are not gRPC's. */
  isAnswer(error: unknown): boolean {
    const { getError } = (error ?? {}) as { getError?: unknown };
    return typeof getError === 'function' && !isFailureOfServer(codeOf(getError.call(error)));
  }

  skip(): void {
    this.isDropped = true;
    if (this.#span !== undefined) {
      unsample(this.#span);
    }
  }

  /** Ends it with an answer, or with the status that @grpc/grpc-js makes of an error. */
  answer(error: unknown): void {
    this.#end((span) => recordStatus(span, error ? codeOf(error) : GrpcStatus.OK, error));
  }

  /** Ends it for somebody else has ended the call. */
  close(code: number): void {
    this.#end((span) => recordStatus(span, code));
  }

  /** Ends it with an error that left the call without an answer. */
  fail(error: unknown): void {
    this.#end((span) => recordError(span, error, true));
  }

  #end(record: (span: Span) => void): void {
    if (!this.#hasEnded && this.#span !== undefined) {
      this.#hasEnded = true;
      guarded('recording the end of a gRPC call', record, this.#span);
      this.#span.end();
    }
  }
}

function codeOf(error: unknown): number {
  const { code } = (error ?? {}) as { code?: unknown };
  return Number.isInteger(code) ? (code as number) : GrpcStatus.UNKNOWN;
}

function recordStatus(span: Span, code: number, error?: unknown): void {
  const name = grpcStatusName(code);
  span.setAttribute(ATTR_RPC_RESPONSE_STATUS_CODE, name);
  if (isFailureOfServer(code)) {
    const message = (error as { message?: unknown } | undefined)?.message;
    span.setAttribute(ATTR_ERROR_TYPE, name);
    span.setStatus({
      code: SpanStatusCode.ERROR,
      ...(typeof message === 'string' && { message }),
    });
  }
}

import { SpanStatusCode } from '@opentelemetry/api';
import type { Span } from '@opentelemetry/api';
import { ATTR_ERROR_TYPE } from '../../../semconv/attributes.js';
import { GrpcStatus, grpcStatusName } from '../../../semconv/grpc.js';
import { ATTR_RPC_RESPONSE_STATUS_CODE } from '../../../semconv/incubating-attributes.js';
import { guarded } from '../../../spans/guarded.js';
import { recordError } from '../../../spans/record-error.js';

/** The CLIENT span of one call, which ends with whatever is known first of its end. */
export class CallSpan {
  #hasEnded = false;
  #hasAnswer = false;

  constructor(private readonly span: Span) {}

  /** Notes a message of a stream, after which giving up the rest is no failure. */
  noteAnswer(): void {
    this.#hasAnswer = true;
  }

  /** Ends it with what an answer's callback is given. */
  answer(error: unknown): void {
    if (error === null || error === undefined) {
      this.#end(GrpcStatus.OK);
    } else {
      this.fail(error);
    }
  }

  /** Ends it with an error, which tells a status unless it is one of the caller's own. */
  fail(error: unknown): void {
    this.#end((error as { code?: unknown } | null)?.code, error);
  }

  /** Ends it with the status that the call ended with. */
  close(status: unknown): void {
    this.#end((status as { code?: unknown } | null)?.code);
  }

  #end(code: unknown, error?: unknown): void {
    if (!this.#hasEnded) {
      this.#hasEnded = true;
      const isEnough = this.#hasAnswer && code === GrpcStatus.CANCELLED;
      guarded('recording the end of a gRPC call', record, this.span, code, error, isEnough);
      this.span.end();
    }
  }
}

function record(span: Span, code: unknown, error: unknown, isEnough: boolean): void {
  // That somebody has lost interest is no exception.
  if (error !== undefined && code !== GrpcStatus.CANCELLED) {
    recordError(span, error, true);
  }
  if (typeof code !== 'number') {
    return;
  }
  const name = grpcStatusName(code);
  span.setAttribute(ATTR_RPC_RESPONSE_STATUS_CODE, name);
  if (code !== GrpcStatus.OK && !isEnough) {
    span.setAttribute(ATTR_ERROR_TYPE, name);
    span.setStatus({ code: SpanStatusCode.ERROR, message: (error as Error | undefined)?.message });
  }
}

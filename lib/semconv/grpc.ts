import type { Attributes, SpanKind } from '@opentelemetry/api';
import { ATTR_RPC_METHOD, ATTR_RPC_SYSTEM_NAME } from './attributes.js';

/** Name, kind and attributes of one side of a call. */
interface CallDescription {
  readonly name: string;
  readonly kind: SpanKind;
  readonly attributes: Attributes;
}

/** By their numbers. @see https://grpc.io/docs/guides/status-codes/ */
const STATUS_NAMES = [
  'OK',
  'CANCELLED',
  'UNKNOWN',
  'INVALID_ARGUMENT',
  'DEADLINE_EXCEEDED',
  'NOT_FOUND',
  'ALREADY_EXISTS',
  'PERMISSION_DENIED',
  'RESOURCE_EXHAUSTED',
  'FAILED_PRECONDITION',
  'ABORTED',
  'OUT_OF_RANGE',
  'UNIMPLEMENTED',
  'INTERNAL',
  'UNAVAILABLE',
  'DATA_LOSS',
  'UNAUTHENTICATED',
] as const;

export const GrpcStatus = { OK: 0, CANCELLED: 1, UNKNOWN: 2, DEADLINE_EXCEEDED: 4 } as const;

const FAILURES_OF_SERVERS: ReadonlySet<string> = new Set([
  'UNKNOWN',
  'DEADLINE_EXCEEDED',
  'UNIMPLEMENTED',
  'INTERNAL',
  'UNAVAILABLE',
  'DATA_LOSS',
]);

/**
 * A call by gRPC: CLIENT where it is made, SERVER where it is answered.
 *
 * @param path `/package.Service/Method`
 * @see https://opentelemetry.io/docs/specs/semconv/rpc/grpc/
 */
export function describeGrpcCall(
  kind: SpanKind.CLIENT | SpanKind.SERVER,
  path: string,
): CallDescription {
  const method = path.replace(/^\//, '');
  return {
    name: method,
    kind,
    attributes: { [ATTR_RPC_SYSTEM_NAME]: 'grpc', [ATTR_RPC_METHOD]: method },
  };
}

/** `NOT_FOUND` for 5; the digits of a number that gRPC does not know. */
export function grpcStatusName(code: number): string {
  return STATUS_NAMES[code] ?? String(code);
}

/** Whether a status is a failure of the server's own. To a client every one but OK is a failure. */
export function isFailureOfServer(code: number): boolean {
  return FAILURES_OF_SERVERS.has(grpcStatusName(code));
}

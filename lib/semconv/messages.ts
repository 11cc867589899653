import { SpanKind } from '@opentelemetry/api';
import type { Attributes } from '@opentelemetry/api';
import {
  ATTR_MESSAGING_DESTINATION_NAME,
  ATTR_MESSAGING_OPERATION_NAME,
  ATTR_MESSAGING_OPERATION_TYPE,
  ATTR_MESSAGING_SYSTEM,
  ATTR_RPC_METHOD,
  ATTR_RPC_SYSTEM_NAME,
} from './incubating-attributes.js';

/** Name, kind and attributes of one side of a hop between Nest applications. */
interface HopDescription {
  readonly name: string;
  readonly kind: SpanKind;
  readonly attributes: Attributes;
}

/**
 * A request and its reply over a Nest transport: CLIENT where it is sent, SERVER where it is
 * answered.
 *
 * @see https://opentelemetry.io/docs/specs/semconv/rpc/rpc-spans/
 */
export function describeRequestHop(
  kind: SpanKind.CLIENT | SpanKind.SERVER,
  pattern: string,
): HopDescription {
  return {
    name: pattern,
    kind,
    attributes: { [ATTR_RPC_SYSTEM_NAME]: 'nestjs', [ATTR_RPC_METHOD]: pattern },
  };
}

/**
 * An event over a Nest transport, with the pattern as its destination: PRODUCER where it is sent,
 * CONSUMER where it is processed.
 *
 * @param system `rabbitmq`, `kafka`, `redis` or `tcp`
 * @see https://opentelemetry.io/docs/specs/semconv/messaging/messaging-spans/
 */
export function describeEventHop(
  kind: SpanKind.PRODUCER | SpanKind.CONSUMER,
  pattern: string,
  system: string,
): HopDescription {
  const operation = kind === SpanKind.PRODUCER ? 'send' : 'process';
  return {
    name: `${operation} ${pattern}`,
    kind,
    attributes: {
      [ATTR_MESSAGING_SYSTEM]: system,
      [ATTR_MESSAGING_OPERATION_NAME]: operation,
      [ATTR_MESSAGING_OPERATION_TYPE]: operation,
      [ATTR_MESSAGING_DESTINATION_NAME]: pattern,
    },
  };
}

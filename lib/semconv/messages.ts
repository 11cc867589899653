import { SpanKind } from '@opentelemetry/api';
import type { Attributes } from '@opentelemetry/api';
import { ATTR_RPC_METHOD, ATTR_RPC_SYSTEM_NAME } from './attributes.js';
import {
  ATTR_MESSAGING_DESTINATION_NAME,
  ATTR_MESSAGING_DESTINATION_TEMPLATE,
  ATTR_MESSAGING_OPERATION_NAME,
  ATTR_MESSAGING_OPERATION_TYPE,
  ATTR_MESSAGING_SYSTEM,
} from './incubating-attributes.js';

/** Name, kind and attributes of one side of a hop between Nest applications. */
export interface HopDescription {
  readonly name: string;
  readonly kind: SpanKind;
  readonly attributes: Attributes;
}

/** An event as one side of the hop knows it. */
export interface EventHop {
  readonly kind: SpanKind.PRODUCER | SpanKind.CONSUMER;
  /** `rabbitmq`, `redis`, `nats`, `mqtt`, `kafka` or `tcp`; `nestjs` for a transport we do not know. */
  readonly system: string;
  readonly destination: string;
  /** The pattern with wildcards by which the handler was found; undefined where it has none. */
  readonly template?: string;
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
 * @see https://opentelemetry.io/docs/specs/semconv/messaging/messaging-spans/
 */
export function describeEventHop({
  kind,
  system,
  destination,
  template,
}: EventHop): HopDescription {
  const operation = kind === SpanKind.PRODUCER ? 'send' : 'process';
  return {
    name: `${operation} ${template ?? destination}`,
    kind,
    attributes: {
      [ATTR_MESSAGING_SYSTEM]: system,
      [ATTR_MESSAGING_OPERATION_NAME]: operation,
      [ATTR_MESSAGING_OPERATION_TYPE]: operation,
      [ATTR_MESSAGING_DESTINATION_NAME]: destination,
      ...(template !== undefined && { [ATTR_MESSAGING_DESTINATION_TEMPLATE]: template }),
    },
  };
}

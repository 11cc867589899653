import { SpanKind } from '@opentelemetry/api';
import { describeEventHop, describeRequestHop } from '../../semconv/messages.js';
import { describeKafkaMessage } from './describe-kafka-message.js';
import type { KafkaContextLike } from './describe-kafka-message.js';
import type { SpanDescription } from '../../spans/span-description.interface.js';

/** The parts of Nest's microservice servers and RPC contexts that tell what a message is. */
export interface RpcServerLike {
  getHandlerByPattern(pattern: string): { isEventHandler?: boolean } | null;
}

interface NamedContext {
  getPattern?(): string;
  getChannel?(): string;
}

const KAFKA = 6;

/** Nest's `Transport` numbers, by the names of the messaging conventions. */
const SYSTEMS: Readonly<Record<number, string>> = { 0: 'tcp', 1: 'redis', 5: 'rabbitmq' };

/** The span of one message: CONSUMER for an event, SERVER for a request that is answered. */
export function describeMessage(
  server: RpcServerLike,
  transport: unknown,
  rpcContext: unknown,
): SpanDescription {
  if (transport === KAFKA) {
    return describeKafkaMessage(server, rpcContext as KafkaContextLike);
  }
  const pattern = patternOf(rpcContext as NamedContext);
  return server.getHandlerByPattern(pattern)?.isEventHandler === true
    ? describeEventHop(SpanKind.CONSUMER, pattern, SYSTEMS[Number(transport)] ?? 'nestjs')
    : describeRequestHop(SpanKind.SERVER, pattern);
}

function patternOf(rpcContext: NamedContext): string {
  return rpcContext.getPattern?.() ?? rpcContext.getChannel?.() ?? 'message';
}

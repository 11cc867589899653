import { SpanKind } from '@opentelemetry/api';
import type { Attributes } from '@opentelemetry/api';

/** A span as the application tells it. */
export interface ToldSpan {
  readonly name: string;
  readonly kind: SpanKind;
  readonly attributes: Attributes;
}

const JOBS: Readonly<Record<string, string>> = {
  cron: 'schedule',
  interval: 'schedule',
  timeout: 'schedule',
  event_listener: 'event listener',
  command_handler: 'CQRS',
  query_handler: 'CQRS',
  event_handler: 'CQRS',
  saga: 'CQRS',
};

/** Which row of README.md's table of spans it belongs to. */
export function spanKindOf({ kind, attributes }: ToldSpan): string {
  const side = SpanKind[kind].toLowerCase();
  const {
    'nestjs.type': type,
    'messaging.system': broker,
    'db.system.name': database,
  } = attributes;
  if (kind === SpanKind.INTERNAL)
    return type === undefined ? '`@Span()`' : (JOBS[String(type)] ?? 'layer');
  if (broker !== undefined) return broker === 'bullmq' ? `job ${side}` : side;
  if (database !== undefined) return database === 'redis' ? 'Redis' : 'database';
  if ('http.request.method' in attributes) return `HTTP ${side}`;
  return attributes['network.protocol.name'] === 'websocket' ? 'WebSocket' : `RPC ${side}`;
}

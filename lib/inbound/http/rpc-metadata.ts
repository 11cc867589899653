import type { Context, Span } from '@opentelemetry/api';
import { RPC_METADATA } from '../../tracing.internal-constants.js';

/** What HTTP instrumentations share of a request; instrumentation-http ends its span with the route. */
export interface RpcMetadata {
  readonly type?: unknown;
  readonly span?: Span;
  route?: string;
}

/** Tells the other instrumentations, such as \@fastify/otel, that a request has its SERVER span. */
export class OurRpcMetadata implements RpcMetadata {
  readonly type = 'http';
  route: string | undefined = undefined;

  constructor(readonly span: Span) {}
}

/** That of another instrumentation. Ours may be around work that is a request of its own. */
export function foreignMetadataIn(active: Context): RpcMetadata | undefined {
  const metadata = active.getValue(RPC_METADATA) as RpcMetadata | undefined;
  return metadata instanceof OurRpcMetadata ? undefined : metadata;
}

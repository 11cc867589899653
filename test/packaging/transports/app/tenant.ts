/** The parts of Nest's contexts in which headers arrive. */
interface ContextLike {
  getMessage?(): {
    headers?: Record<string, unknown>;
    properties?: { headers?: Record<string, unknown> };
  };
  getHeaders?(): { get(name: string): unknown } | undefined;
  getPacket?(): { properties?: { userProperties?: Record<string, unknown> } };
  /** That of a call of gRPC. */
  readonly metadata?: { get(name: string): unknown[] };
}

/** The header that the sender sets in a record. */
export function tenantOf(context: ContextLike): unknown {
  return (
    context.metadata?.get('tenant')[0] ??
    context.getMessage?.().headers?.tenant ??
    context.getMessage?.().properties?.headers?.tenant ??
    // NATS has an empty string for what is not there.
    (context.getHeaders?.()?.get('tenant') || undefined) ??
    context.getPacket?.().properties?.userProperties?.tenant
  );
}

/** The parts of Nest's contexts in which headers arrive. */
interface ContextLike {
  getMessage?(): { properties?: { headers?: Record<string, unknown> } };
  getHeaders?(): { get(name: string): unknown } | undefined;
  getPacket?(): { properties?: { userProperties?: Record<string, unknown> } };
}

/** The header that the sender sets in a record. */
export function tenantOf(context: ContextLike): unknown {
  return (
    context.getMessage?.().properties?.headers?.tenant ??
    // NATS has an empty string for what is not there.
    (context.getHeaders?.()?.get('tenant') || undefined) ??
    context.getPacket?.().properties?.userProperties?.tenant
  );
}

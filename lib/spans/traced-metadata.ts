const traced = new WeakSet<object>();

/**
 * Marks the metadata of one gRPC call as that of a call with its own span, for which the
 * instrumentation of grpc is to make none.
 */
export function markMetadataTraced(metadata: object): void {
  traced.add(metadata);
}

export function isMetadataTraced(argument: unknown): boolean {
  return typeof argument === 'object' && argument !== null && traced.has(argument);
}

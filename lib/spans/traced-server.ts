const traced = new WeakSet<object>();

/** Notes a WebSocket server whose connections and messages have their spans. */
export function noteTracedServer(server: unknown): void {
  // An adapter of the user's may have anything for a server.
  if (typeof server === 'object' && server !== null) {
    traced.add(server);
  }
}

/** Tells instrumentations of WebSocket libraries to leave what comes to a server alone. */
export function isTracedServer(server: object): boolean {
  return traced.has(server);
}

/** A message as Nest hands it to a transport. `metadata` travels beside what the application sends. */
export interface Packet {
  metadata?: object;
}

/** The parts of Nest's clients through which a packet leaves. */
export interface ClientLike {
  readonly options?: unknown;
  publish?(packet: Packet, ...rest: unknown[]): unknown;
  dispatchEvent?(packet: Packet, ...rest: unknown[]): unknown;
  /** RabbitMQ: plain objects; NATS: its own kind of headers. */
  mergeHeaders?(headers?: object): object | undefined;
  /** MQTT */
  mergePacketOptions?(options?: object): object | undefined;
  normalizePattern?(pattern: unknown): unknown;
}

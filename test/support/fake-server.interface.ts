/** A server of the test's own, where a machine for tests can have no real one. */
export interface FakeServer {
  /** Where it listens. */
  readonly address: string;
  close(): void;
}

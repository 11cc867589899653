/** Encoded spans, all but the resource they are of. */
export interface SealedBatch {
  /** The ScopeSpans one after the other, each with its tag and length. */
  readonly parts: readonly Buffer[];

  /** The buffers in which parts lie that are wanted back. */
  readonly lent: readonly Buffer[];

  readonly spans: number;
  readonly bytes: number;
}

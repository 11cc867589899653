/** Encoded spans, all but the resource they are of. */
export interface SealedBatch {
  /** The ScopeSpans one after the other, each with its tag and length. */
  readonly parts: readonly Buffer[];

  /** The buffers in which parts lie that are wanted back. */
  readonly lent: readonly Buffer[];

  readonly spans: number;
  /** Of all parts. */
  readonly bytes: number;
  /** What the parts take up in memory: of a buffer that is lent, the empty rest too. */
  readonly heldBytes: number;
}

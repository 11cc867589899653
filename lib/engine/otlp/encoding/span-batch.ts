import type { InstrumentationScope } from '@opentelemetry/core';
import type { SpanRecord } from '../../span/span-record.js';
import { ByteWriter } from './byte-writer.js';
import { writeSpan } from './encode-span.js';
import { encodeHead, encodeScope } from './encode-surroundings.js';
import type { SealedBatch } from './sealed-batch.js';
import { tags } from './tags.js';

/** A smaller buffer is copied when its batch is sealed, and a larger one never kept. */
const LEAST_LENT = 32 * 1_024;
const MOST_KEPT = 512 * 1_024;

/** The spans of one scope, encoded as they ended. */
class ScopeSpans {
  readonly writer = new ByteWriter();
  readonly head: Buffer;
  spans = 0;

  constructor(readonly scope: InstrumentationScope) {
    this.head = encodeScope(scope);
  }

  toBuffers(body: Buffer): Buffer[] {
    const size = this.head.length + body.length;
    return [encodeHead(tags.resourceSpans.scopeSpans, size), this.head, body];
  }
}

/** Encodes spans scope by scope until they are sealed into one batch. */
export class SpanBatch {
  /** Spans and bytes since the last batch was sealed. */
  spans = 0;
  bytes = 0;

  private readonly scopes = new Map<InstrumentationScope, ScopeSpans>();
  private latest: ScopeSpans | undefined;

  /** A buffer that has come back, for the next batch. */
  private spare: Buffer | undefined;

  /**
   * Adds a span, unless it alone takes more than `maxSpanBytes`.
   *
   * @throws what a value throws that cannot be encoded; the batch is then as before
   */
  tryAdd(span: SpanRecord, maxSpanBytes: number): boolean {
    const scope = this.scopeOf(span);
    const { writer } = scope;
    const start = writer.at;
    try {
      writeSpan(writer, span);
    } catch (error) {
      writer.at = start;
      throw error;
    }
    const size = writer.at - start;
    if (size > maxSpanBytes) {
      writer.at = start;
      return false;
    }
    scope.spans += 1;
    this.spans += 1;
    this.bytes += size;
    return true;
  }

  /** All spans so far. The batch is then empty. */
  seal(): SealedBatch {
    const { spans } = this;
    const parts: Buffer[] = [];
    const lent: Buffer[] = [];
    for (const [key, scope] of this.scopes) {
      if (scope.spans === 0) {
        this.forget(key);
      } else {
        parts.push(...scope.toBuffers(this.takeBody(scope.writer, lent)));
        scope.spans = 0;
      }
    }
    this.spans = 0;
    this.bytes = 0;
    const copies = parts.filter((part) => !lent.some(({ buffer }) => buffer === part.buffer));
    const heldBytes = sizeOf(copies) + sizeOf(lent);
    return { parts, lent, spans, bytes: sizeOf(parts), heldBytes };
  }

  /** Takes back what a sealed batch was lent, once nobody reads it any more. */
  takeBack({ lent }: SealedBatch): void {
    this.spare = lent.find(({ length }) => length <= MOST_KEPT) ?? this.spare;
  }

  /**
   * What the writer holds. Memory is dear that was not used before, so that a large buffer leaves
   * as it is and comes back, instead of being copied; unless most of it is empty.
   */
  private takeBody(writer: ByteWriter, lent: Buffer[]): Buffer {
    const { bytes, at } = writer;
    const body = bytes.subarray(0, at);
    if (at < LEAST_LENT || at < bytes.length / 2) {
      writer.startAnew(bytes.length > MOST_KEPT ? undefined : bytes);
      return Buffer.from(body);
    }
    lent.push(bytes);
    writer.startAnew(this.spare ?? Buffer.allocUnsafeSlow(Math.min(bytes.length, MOST_KEPT)));
    this.spare = undefined;
    return body;
  }

  private scopeOf({ instrumentationScope }: SpanRecord): ScopeSpans {
    if (this.latest?.scope === instrumentationScope) {
      return this.latest;
    }
    let found = this.scopes.get(instrumentationScope);
    if (found === undefined) {
      found = new ScopeSpans(instrumentationScope);
      this.scopes.set(instrumentationScope, found);
    }
    this.latest = found;
    return found;
  }

  /** A scope that was silent for a whole batch makes room. */
  private forget(scope: InstrumentationScope): void {
    this.scopes.delete(scope);
    if (this.latest?.scope === scope) {
      this.latest = undefined;
    }
  }
}

function sizeOf(buffers: readonly Buffer[]): number {
  return buffers.reduce((sum, { length }) => sum + length, 0);
}

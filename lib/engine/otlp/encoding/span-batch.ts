import type { InstrumentationScope } from '@opentelemetry/core';
import type { SpanRecord } from '../../span/span-record.js';
import { ByteWriter } from './byte-writer.js';
import { writeSpan } from './encode-span.js';
import { encodeHead, encodeScope } from './encode-surroundings.js';
import { tags } from './tags.js';

/** A buffer that grew beyond this for one large batch is given back after it. */
const KEPT_CAPACITY = 256 * 1_024;

/** Encoded spans, all but the resource they are of. */
export interface SealedBatch {
  /** The ScopeSpans, each with its tag and length. */
  readonly scopes: Buffer;
  readonly spans: number;
}

/** The spans of one scope, encoded as they ended. */
class ScopeSpans {
  readonly writer = new ByteWriter();
  readonly head: Buffer;
  spans = 0;

  constructor(readonly scope: InstrumentationScope) {
    this.head = encodeScope(scope);
  }

  toBuffers(): Buffer[] {
    const body = this.writer.bytes.subarray(0, this.writer.at);
    const size = this.head.length + body.length;
    return [encodeHead(tags.resourceSpans.scopeSpans, size), this.head, body];
  }

  clear(): void {
    this.writer.clear(KEPT_CAPACITY);
    this.spans = 0;
  }
}

/** Encodes spans scope by scope until they are sealed into one batch. */
export class SpanBatch {
  /** Spans and bytes since the last batch was sealed. */
  spans = 0;
  bytes = 0;

  private readonly scopes = new Map<InstrumentationScope, ScopeSpans>();
  private latest: ScopeSpans | undefined;

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

  /** All spans so far. The batch is then empty, and its buffers are used again. */
  seal(): SealedBatch {
    const { spans } = this;
    const parts: Buffer[] = [];
    for (const [key, scope] of this.scopes) {
      if (scope.spans === 0) {
        this.forget(key);
      } else {
        parts.push(...scope.toBuffers());
      }
    }
    const scopes = Buffer.concat(parts);
    this.scopes.forEach((scope) => scope.clear());
    this.spans = 0;
    this.bytes = 0;
    return { scopes, spans };
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

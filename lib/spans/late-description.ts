import type { Attributes, Link, SpanKind } from '@opentelemetry/api';
import type { SpanDescription } from './span-description.interface.js';

/**
 * A description whose attributes are gathered when they are asked for, which a sampler that decides
 * by the trace alone does not.
 */
export class LateDescription<S> implements SpanDescription {
  protected readonly source: S;
  readonly #describe: (source: S) => Attributes;

  /** @param source what the attributes are read from */
  constructor(
    readonly name: string,
    readonly kind: SpanKind,
    source: S,
    describe: (source: S) => Attributes,
    readonly links?: Link[],
  ) {
    this.source = source;
    this.#describe = describe;
  }

  get attributes(): Attributes {
    return this.#describe(this.source);
  }
}

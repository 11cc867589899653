import type { Attributes } from '@opentelemetry/api';
import { emptyResource } from '@opentelemetry/resources';
import type { Resource } from '@opentelemetry/resources';

/** A resource that can be replaced until spans are exported, for options that arrive after the first spans. */
export class LateResource implements Resource {
  delegate: Resource = emptyResource();

  /** Whether what is known has to do, because there is no time left to find out more. */
  isFinal = false;

  get attributes(): Attributes {
    return this.delegate.attributes;
  }

  get asyncAttributesPending(): boolean | undefined {
    return !this.isFinal && this.delegate.asyncAttributesPending;
  }

  get schemaUrl(): string | undefined {
    return this.delegate.schemaUrl;
  }

  async waitForAsyncAttributes(): Promise<void> {
    await this.delegate.waitForAsyncAttributes?.();
  }

  merge(other: Resource | null): Resource {
    return this.delegate.merge(other);
  }

  getRawAttributes(): ReturnType<Resource['getRawAttributes']> {
    return this.delegate.getRawAttributes();
  }
}

import type { ResolvedOtlpOptions } from './otlp-options.js';

/** A request with spans, ready to be posted by whoever can; all of it can be handed to a thread. */
export interface Parcel {
  readonly url: string;
  readonly headers: Readonly<Record<string, string | number>>;
  readonly tls: ResolvedOtlpOptions['tls'];
  readonly body: Uint8Array<ArrayBuffer>;
  readonly spans: number;
}

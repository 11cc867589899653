import type { OutgoingHttpHeader, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import type { EntrySpan } from '../../spans/entry-span.js';

/** Headers as `writeHead()` takes them: by name, or names and values by turns. */
export type HeadHeaders = OutgoingHttpHeaders | readonly OutgoingHttpHeader[];

/** The span of a request, which hears when the head of its response is sent. */
export interface HttpEntrySpan extends EntrySpan {
  /** The last moment to set a header. */
  beforeHead?(response: ServerResponse): void;

  /** @param headers those given to `writeHead()`, which the response need not know of */
  afterHead?(response: ServerResponse, headers: HeadHeaders | undefined): void;
}

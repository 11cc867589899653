import { activeEntrySpan } from '../../spans/entry-span.js';
import { noteErrorsOf } from '../../spans/note-error.js';
import { GatewayMessageSpan } from './gateway-message-span.js';
import { loadWebSockets } from './load-websockets.js';

/**
 * Listens to the filter that answers for all errors no filter of the user's takes: it alone knows
 * of those that come from Nest itself, such as the refusal of a guard.
 */
export function watchExceptionFilter(): void {
  const filter = loadWebSockets()?.BaseWsExceptionFilter;
  if (filter !== undefined) {
    noteErrorsOf(filter, noteUnfiltered);
  }
}

function noteUnfiltered(error: unknown): void {
  const entry = activeEntrySpan();
  if (entry instanceof GatewayMessageSpan) {
    entry.noteUnfiltered(error);
  }
}

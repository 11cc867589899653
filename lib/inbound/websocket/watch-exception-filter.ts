import { activeEntrySpan } from '../../spans/entry-span.js';
import { guarded } from '../../spans/guarded.js';
import { replaceMethod } from '../../spans/replace-method.js';
import { GatewayMessageSpan } from './gateway-message-span.js';
import { loadWebSockets } from './load-websockets.js';

/**
 * Listens to the filter that answers for all errors no filter of the user's takes: it alone knows
 * of those that come from Nest itself, such as the refusal of a guard.
 */
export function watchExceptionFilter(): void {
  const filter = loadWebSockets()?.BaseWsExceptionFilter;
  if (filter !== undefined) {
    replaceMethod(filter.prototype, 'catch', (handle) => {
      return function (...args) {
        guarded('noting the error of a message', noteUnfiltered, args[0]);
        return handle.apply(this, args);
      };
    });
  }
}

function noteUnfiltered(error: unknown): void {
  const entry = activeEntrySpan();
  if (entry instanceof GatewayMessageSpan) {
    entry.noteUnfiltered(error);
  }
}

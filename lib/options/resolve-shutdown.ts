import type { ResolvedShutdown } from './resolved-options.interface.js';
import type { ShutdownOptions } from './shutdown-options.interface.js';

export function resolveShutdown(shutdown: ShutdownOptions = {}): ResolvedShutdown {
  return { onSignals: shutdown.onSignals ?? true, onExit: shutdown.onExit ?? true };
}

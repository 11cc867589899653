import type { OptionChecks } from './option-checks.js';
import type { ShutdownOptions } from './shutdown-options.interface.js';

export function checkShutdown(value: ShutdownOptions | undefined, checks: OptionChecks): void {
  const shutdown = checks.object('shutdown', value);
  checks.known(shutdown, ['onSignals', 'onExit'], 'shutdown.');
  checks.boolean('shutdown.onSignals', shutdown.onSignals);
  checks.boolean('shutdown.onExit', shutdown.onExit);
}

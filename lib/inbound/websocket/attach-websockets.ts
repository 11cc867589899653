import type { WebSocketAdapter } from '@nestjs/common';
import type { ApplicationConfig, ModulesContainer } from '@nestjs/core';
import type { ResolvedTracingOptions } from '../../options/resolved-options.interface.js';
import { guarded } from '../../spans/guarded.js';
import { attachAdapter } from './attach-adapter.js';
import { attachConnectionHooks } from './attach-connection-hooks.js';
import { watchExceptionFilter } from './watch-exception-filter.js';

const attached = new WeakSet<ApplicationConfig>();

/**
 * Traces the gateways of an application, whichever adapter it uses: one given to
 * `app.useWebSocketAdapter()`, or the one Nest makes when it comes to the first gateway.
 */
export function attachWebSockets(
  config: ApplicationConfig,
  modules: ModulesContainer,
  options: ResolvedTracingOptions,
): void {
  if (attached.has(config)) {
    return;
  }
  attached.add(config);
  attachConnectionHooks(modules);
  const attach = (adapter: WebSocketAdapter) =>
    guarded('attaching to the WebSocket adapter', attachTo, adapter, options);
  const present = config.getIoAdapter() as WebSocketAdapter | null | undefined;
  if (present !== null && present !== undefined) {
    attach(present);
  }
  // There is no hook for it, but every adapter passes here, once, before a gateway sees it.
  const { setIoAdapter } = config;
  config.setIoAdapter = (adapter) => {
    attach(adapter);
    setIoAdapter.call(config, adapter);
  };
}

function attachTo(adapter: WebSocketAdapter, options: ResolvedTracingOptions): void {
  attachAdapter(adapter, options);
  watchExceptionFilter();
}

import type { WebSocketAdapter, WsMessageHandler } from '@nestjs/common';
import type { ResolvedTracingOptions } from '../../options/resolved-options.interface.js';
import { guarded } from '../../spans/guarded.js';
import { noteTracedServer } from '../../spans/traced-server.js';
import { rememberConnection } from './connection.js';
import { messageOn } from './gateway-message.js';
import { handleMessage } from './handle-message.js';
import type { Callback } from './handle-message.js';

interface Frame {
  readonly data?: unknown;
}

/** Nest's own adapter for `ws` hands every frame to a method of its own. */
interface FrameAdapter extends WebSocketAdapter {
  bindMessageHandler?(frame: Frame, ...rest: unknown[]): unknown;
}

const attached = new WeakSet<object>();

/**
 * Stands between an adapter and the gateways: sees who connects, and each message before its guards
 * run. It relies on what Nest's interface of adapters declares, so those of the user are traced too.
 */
export function attachAdapter(adapter: FrameAdapter, options: ResolvedTracingOptions): void {
  if (!attached.has(adapter)) {
    attached.add(adapter);
    watchConnections(adapter, options);
    traceHandlers(adapter, options, watchFrames(adapter));
  }
}

function watchConnections(adapter: FrameAdapter, options: ResolvedTracingOptions): void {
  const { bindClientConnect } = adapter;
  replace(adapter, 'bindClientConnect', (server: unknown, callback: Function): unknown => {
    noteTracedServer(server);
    return bindClientConnect.call(adapter, server, function (this: unknown, ...args: unknown[]) {
      guarded('reading a handshake', rememberConnection, options, args);
      return callback.apply(this, args) as unknown;
    });
  });
}

function traceHandlers(
  adapter: FrameAdapter,
  options: ResolvedTracingOptions,
  frames: { readonly current: unknown },
): void {
  const { bindMessageHandlers } = adapter;
  const traceHandler = (client: unknown, handler: WsMessageHandler): WsMessageHandler => {
    const message = messageOn(rememberConnection(options, [client]), client, handler.message);
    const callback: Callback = handler.callback;
    const traced: Callback = function (...args) {
      return handleMessage(message, frames.current, callback, this, args);
    };
    return { ...handler, callback: traced as WsMessageHandler['callback'] };
  };
  replace(
    adapter,
    'bindMessageHandlers',
    (client: unknown, handlers: WsMessageHandler[], ...rest: [never]): unknown => {
      const traced = guarded('tracing the messages of a client', () =>
        handlers.map((handler) => traceHandler(client, handler)),
      );
      return bindMessageHandlers.call(adapter, client, traced ?? handlers, ...rest);
    },
  );
}

/** The frame an adapter is handling just now: it calls the handler before it has done with it. */
function watchFrames(adapter: FrameAdapter): { readonly current: unknown } {
  const frames: { current: unknown } = { current: undefined };
  const { bindMessageHandler } = adapter;
  if (typeof bindMessageHandler === 'function') {
    replace(adapter, 'bindMessageHandler', (frame: Frame | undefined, ...rest: unknown[]) => {
      frames.current = frame?.data;
      try {
        return bindMessageHandler.call(adapter, frame!, ...rest);
      } finally {
        frames.current = undefined;
      }
    });
  }
  return frames;
}

function replace(target: object, key: string, value: unknown): void {
  Object.defineProperty(target, key, { configurable: true, writable: true, value });
}

import type { ServerResponse } from 'node:http';
import { AbstractHttpAdapter } from '@nestjs/core';
import type { ResolvedTracingOptions } from '../../options/resolved-options.interface.js';
import { keepSlot } from '../hook-slot.js';
import type { SlotTurn } from '../hook-slot.js';
import { attachRouteHook } from './attach-route-hook.js';
import { compileHttpPolicy } from './http-policy.js';
import { attachNodeContextKeeping } from './keep-context.js';
import type { PlatformRequest } from './platform-request.interface.js';
import { runRequest } from './run-request.js';

/** Node's own, or one of Fastify around it. */
type PlatformResponse = ServerResponse & { raw?: ServerResponse };
type RequestHook = (
  request: PlatformRequest,
  response: PlatformResponse,
  done: (error?: Error) => void,
) => unknown;

const attached = new WeakSet<object>();

/**
 * Opens a SERVER span for each request through the adapter's own hooks, which run before any
 * middleware. Each hook is a single slot, so one that is set already, or is set later, is called
 * from ours.
 *
 * @returns false when the adapter has no such hook
 */
export function attachHttpHooks(
  adapter: AbstractHttpAdapter,
  options: ResolvedTracingOptions,
): boolean {
  if (adapter.setOnRequestHook === AbstractHttpAdapter.prototype.setOnRequestHook) {
    return false;
  }
  if (!attached.has(adapter)) {
    attached.add(adapter);
    attachNodeContextKeeping();
    attachRequestHook(adapter, options);
    attachRouteHook(adapter);
  }
  return true;
}

function attachRequestHook(adapter: AbstractHttpAdapter, options: ResolvedTracingOptions): void {
  // The slot can be set but not read through the adapter's interface.
  const { onRequestHook: standing } = adapter as unknown as { onRequestHook?: RequestHook };
  const setHook: (hook: RequestHook) => void = adapter.setOnRequestHook.bind(adapter);
  // Express hands over Node's own objects, in which it takes long to look for what is not there.
  const isWrapped = adapter.getType() !== 'express';
  const policy = compileHttpPolicy(options, isWrapped);
  const makeHook =
    (turn: SlotTurn<RequestHook>): RequestHook =>
    (request, response, done) => {
      const { next } = turn;
      const proceed = next ? () => next.call(adapter, request, response, done) : done;
      const own = isWrapped ? (response.raw ?? response) : response;
      return turn.isOver ? proceed() : runRequest(policy, request, own, proceed);
    };
  adapter.setOnRequestHook = keepSlot(standing, setHook, makeHook) as (hook: Function) => void;
}

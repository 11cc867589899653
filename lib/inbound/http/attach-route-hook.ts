import type { AbstractHttpAdapter } from '@nestjs/core';
import { activeEntrySpan } from '../../spans/entry-span.js';
import { guarded } from '../../spans/guarded.js';
import { keepSlot } from '../hook-slot.js';
import type { SlotTurn } from '../hook-slot.js';

type RouteHook = Parameters<AbstractHttpAdapter['setOnRouteTriggered']>[0];

/** Names the span of a request by the route it takes. */
export function attachRouteHook(adapter: AbstractHttpAdapter): void {
  const setHook = adapter.setOnRouteTriggered.bind(adapter);
  let latest: SlotTurn<RouteHook>;
  // Routes keep the hook they were made with, so that even one whose turn is over may come first.
  let isRunning = false;
  const makeHook = (turn: SlotTurn<RouteHook>): RouteHook => {
    latest = turn;
    return (method, route) => {
      if (isRunning) {
        turn.next?.(method, route);
        return;
      }
      guarded('naming a span by its route', setRoute, route);
      isRunning = true;
      try {
        latest.next?.(method, route);
      } finally {
        isRunning = false;
      }
    };
  };
  adapter.setOnRouteTriggered = keepSlot(adapter.getOnRouteTriggered(), setHook, makeHook);
}

function setRoute(route: string): void {
  activeEntrySpan()?.setRoute?.(route);
}

import { requirePeer } from '../../packages/require-peer.js';

/** What is used of the optional peer `@nestjs/websockets`. */
export interface WebSockets {
  readonly BaseWsExceptionFilter: { readonly prototype: object };
}

/** Loads `@nestjs/websockets`, which an application that has an adapter has loaded itself. */
export function loadWebSockets(): WebSockets | undefined {
  return requirePeer('@nestjs/websockets') as WebSockets | undefined;
}

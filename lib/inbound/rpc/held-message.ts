import { types } from 'node:util';
import { ROOT_CONTEXT, context, createContextKey } from '@opentelemetry/api';
import { replaceMethod } from '../../spans/replace-method.js';
import type { MessageHandler, RpcServer } from './rpc-server.interface.js';

/** A packet as a transport's deserializer made it. */
interface Packet {
  readonly metadata?: unknown;
}

/** What of a message its RPC context does not tell, or tells from some version of Nest on. */
export interface HeldMessage {
  packet?: Packet;
  handler?: MessageHandler | null;
  /** Set where nobody waits for an answer. */
  isEvent?: boolean;
}

const HELD = createContextKey('nestjs-tracing: the message a transport is handling');

/** The message that is being handled; undefined in a strategy that handles them in its own way. */
export function heldMessage(): HeldMessage | undefined {
  return context.active().getValue(HELD) as HeldMessage | undefined;
}

/**
 * Keeps at hand, for the hooks of a server, what passes through its methods on the way to them. A
 * message thereby begins in no trace, whatever was active where the connection was made.
 */
export function holdMessages(server: RpcServer): void {
  replaceMethod(server, 'handleMessage', (handle) => {
    return function (...args) {
      const held: HeldMessage = {};
      return context.with(ROOT_CONTEXT.setValue(HELD, held), handle, this, ...args);
    };
  });
  replaceMethod(server, 'handleEvent', (handle) => {
    return function (...args) {
      note({ isEvent: true });
      return handle.apply(this, args);
    };
  });
  replaceMethod(server, 'getHandlerByPattern', (find) => {
    return function (...args) {
      const handler = find.apply(this, args) as MessageHandler | null;
      note({ handler });
      return handler;
    };
  });
  if (server.deserializer !== undefined) {
    holdPackets(server.deserializer);
  }
}

function holdPackets(deserializer: object): void {
  replaceMethod(deserializer, 'deserialize', (deserialize) => {
    return function (...args) {
      const packet = deserialize.apply(this, args);
      if (types.isPromise(packet)) {
        // Whoever called hears of a failure by the promise itself.
        packet.then(notePacket, () => {});
      } else {
        notePacket(packet);
      }
      return packet;
    };
  });
}

function notePacket(packet: unknown): void {
  if (typeof packet === 'object' && packet !== null) {
    note({ packet });
  }
}

function note(news: HeldMessage): void {
  const held = heldMessage();
  if (held !== undefined) {
    Object.assign(held, news);
  }
}

import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { EventEmitter } from 'node:events';
import { IncomingMessage, ServerResponse } from 'node:http';
import { context } from '@opentelemetry/api';
import type { Context } from '@opentelemetry/api';
import { entrySpanIn } from '../../spans/entry-span.js';
import { changeUndoably } from './change-undoably.js';
import type { HttpEntrySpan } from './http-entry-span.interface.js';
import { keepCallbacks } from './keep-callbacks.js';
import { watchHead } from './watch-head.js';

const KEPT_CONTEXT = Symbol('nestjs-tracing:kept-context');
const KEEPS_CONTEXT = Symbol('nestjs-tracing:keeps-context');

/**
 * What the connection brings about. Every other event is somebody's call, and its listeners belong
 * to whatever span that call is made in.
 */
const CONNECTION_EVENTS = new Set<string | symbol>([
  'aborted',
  'close',
  'data',
  'drain',
  'end',
  'error',
  'finish',
  'readable',
  'resume',
  'timeout',
]);

/** The server publishes each request here, with its response, before anybody else has them. */
const REQUEST_START = 'http.server.request.start';

/** Each takes back what was done to one prototype. */
const undoing: (() => void)[] = [];

interface ContextKeeper extends EventEmitter {
  /** Null where there is room for one. */
  [KEPT_CONTEXT]?: Context | null;
  [KEEPS_CONTEXT]?: true;
}

/**
 * Has the listeners of a request or response run in its context. Its events come from the
 * connection, which knows no context: whoever reads a body by hand, as upload parsers do, would go
 * on without one.
 */
export function keepContext(emitter: ContextKeeper, active: Context): void {
  if (emitter[KEPT_CONTEXT] === undefined && emitter[KEEPS_CONTEXT] === undefined) {
    attachToClassOf(emitter);
  }
  emitter[KEPT_CONTEXT] = active;
}

/**
 * Makes all requests and responses of Node's HTTP server able to keep a context. To give each of
 * them a method of its own costs more than everything else that is done to open a span.
 */
export function attachNodeContextKeeping(): void {
  const request: ContextKeeper = IncomingMessage.prototype;
  if (request[KEEPS_CONTEXT] === undefined) {
    change(request, attachContextKeeping);
    change(ServerResponse.prototype, attachToResponses);
    subscribe(REQUEST_START, reserveRoom);
  }
}

/** Leaves the prototypes as they were found. */
export function detachNodeContextKeeping(): void {
  unsubscribe(REQUEST_START, reserveRoom);
  undoing.splice(0).forEach((undo) => undo());
}

function change<T extends object>(prototype: T, attach: (prototype: T) => void): void {
  undoing.push(changeUndoably(prototype, () => attach(prototype)));
}

/**
 * Of HTTP/2, whose requests and responses have prototypes of their own, and which is not loaded for
 * their sake; and of whatever else a platform may hand over, one by one.
 */
function attachToClassOf(emitter: ContextKeeper): void {
  const prototype = Object.getPrototypeOf(emitter) as ContextKeeper;
  if (!Object.hasOwn(prototype, 'stream')) {
    attachContextKeeping(emitter);
  } else if (isResponse(prototype)) {
    change(prototype, attachToResponses);
  } else {
    change(prototype, attachContextKeeping);
  }
}

function attachToResponses(prototype: ServerResponse): void {
  attachContextKeeping(prototype);
  watchHead(prototype, entryOf);
  keepCallbacks(prototype, keptContext);
}

function isResponse(prototype: ContextKeeper): prototype is ContextKeeper & ServerResponse {
  return 'writeHead' in prototype;
}

function keptContext(emitter: ContextKeeper): Context | null | undefined {
  return emitter[KEPT_CONTEXT];
}

function entryOf(response: ContextKeeper): HttpEntrySpan | undefined {
  const kept = response[KEPT_CONTEXT];
  return kept ? entrySpanIn(kept) : undefined;
}

/** Express changes the prototypes of both, and to add a property after that takes V8 4 us. */
function reserveRoom(message: unknown): void {
  const { request, response } = message as Record<'request' | 'response', ContextKeeper>;
  request[KEPT_CONTEXT] = null;
  response[KEPT_CONTEXT] = null;
}

function attachContextKeeping(target: ContextKeeper): void {
  const inherited = Object.getPrototypeOf(target) as EventEmitter;
  const own = Object.hasOwn(target, 'emit') ? target.emit : undefined;
  define(target, KEEPS_CONTEXT, true);
  define(target, 'emit', function (this: ContextKeeper, ...args: Parameters<EventEmitter['emit']>) {
    const emit = own ?? inherited.emit;
    const kept = this[KEPT_CONTEXT];
    // Most events of a request are heard by nobody, and to look up the active context takes time.
    return kept && CONNECTION_EVENTS.has(args[0]) && this.listenerCount(args[0]) > 0
      ? context.with(kept, emit, this, ...args)
      : emit.apply(this, args);
  });
}

function define(target: object, key: string | symbol, value: unknown): void {
  Object.defineProperty(target, key, { configurable: true, writable: true, value });
}

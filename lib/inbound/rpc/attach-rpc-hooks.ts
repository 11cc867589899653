import { types } from 'node:util';
import { ROOT_CONTEXT, context } from '@opentelemetry/api';
import type { Context } from '@opentelemetry/api';
import type { ResolvedTracingOptions } from '../../options/resolved-options.interface.js';
import { contextOf } from '../../spans/context-of.js';
import { setEntrySpan } from '../../spans/entry-span.js';
import { guarded } from '../../spans/guarded.js';
import { noteConsumerOf, quietMethod, quietResult } from '../../spans/nest-transport.js';
import { extractTraceContext } from '../../spans/propagation.js';
import { startSpan } from '../../spans/start-span.js';
import { keepSlot } from '../hook-slot.js';
import type { SlotTurn } from '../hook-slot.js';
import { carrierOfMessage } from './carrier-of-message.js';
import { describeMessage } from './describe-message.js';
import type { RpcServerLike } from './describe-message.js';
import { MessageSpan } from './message-span.js';

type StartHook = (transport: unknown, rpcContext: object, done: () => Promise<unknown>) => unknown;
type EndHook = (transport: unknown, rpcContext: object) => unknown;

/** A microservice server of Nest 11.1.4 or later. Its hooks are single slots, readable as fields. */
interface HookedServer extends RpcServerLike {
  readonly transportId?: unknown;
  onProcessingStartHook?: StartHook;
  onProcessingEndHook?: EndHook;
  setOnProcessingStartHook(hook: StartHook): void;
  setOnProcessingEndHook(hook: EndHook): void;
}

const attached = new WeakSet<object>();
const openMessages = new WeakMap<object, MessageSpan>();

/** Transports whose messages are known to say who sent them: TCP, Redis, RabbitMQ and Kafka. */
const TRACED_TRANSPORTS: ReadonlySet<unknown> = new Set([0, 1, 5, 6]);

/**
 * Opens a span for each message through the server's processing hooks, which run before guards,
 * pipes and interceptors. Hooks that are set already, or are set later, are called from ours.
 */
export function attachRpcHooks(target: unknown, options: ResolvedTracingOptions): void {
  if (isHookedServer(target) && !attached.has(target)) {
    attached.add(target);
    keepBrokerQuiet(target);
    attachStartHook(target, options);
    attachEndHook(target);
  }
}

/** A message has its own spans; the broker's library is to make none for it, nor for the answer. */
function keepBrokerQuiet(server: HookedServer): void {
  if (!TRACED_TRANSPORTS.has(server.transportId)) {
    return;
  }
  quietMethod(server, 'setupChannel'); // RabbitMQ consumes there,
  quietMethod(server, 'sendMessage'); // and answers here;
  quietResult(server, 'getPublisher'); // Redis makes here what answers,
  noteConsumerOf(server, 'getMessageHandler'); // and Kafka what consumes.
}

function attachStartHook(server: HookedServer, options: ResolvedTracingOptions): void {
  const setHook = server.setOnProcessingStartHook.bind(server);
  const makeHook =
    (turn: SlotTurn<StartHook>): StartHook =>
    (transport, rpcContext, done) => {
      const { next } = turn;
      const proceed = () => (next ? next.call(server, transport, rpcContext, done) : done());
      if (turn.isOver) {
        return proceed();
      }
      const active = guarded('opening the span of a message', () =>
        open(server, options, transport, rpcContext),
      );
      return active === undefined
        ? proceed()
        : failWithHook(rpcContext, () => context.with(active, proceed));
    };
  server.setOnProcessingStartHook = keepSlot(server.onProcessingStartHook, setHook, makeHook);
}

/** Nobody calls the end hook of a message that the start hook of the user refused. */
function failWithHook(rpcContext: object, callHook: () => unknown): unknown {
  const fail = (error: unknown): never => {
    openMessages.get(rpcContext)?.noteError(error);
    endMessage(rpcContext);
    throw error;
  };
  try {
    const result = callHook();
    return types.isPromise(result) ? result.then(undefined, fail) : result;
  } catch (error) {
    return fail(error);
  }
}

function attachEndHook(server: HookedServer): void {
  const setHook = server.setOnProcessingEndHook.bind(server);
  const makeHook =
    ({ next }: SlotTurn<EndHook>): EndHook =>
    (transport, rpcContext) => {
      endMessage(rpcContext);
      return next?.call(server, transport, rpcContext);
    };
  server.setOnProcessingEndHook = keepSlot(server.onProcessingEndHook, setHook, makeHook);
}

function endMessage(rpcContext: object): void {
  openMessages.get(rpcContext)?.end();
  openMessages.delete(rpcContext);
}

function open(
  server: HookedServer,
  options: ResolvedTracingOptions,
  transport: unknown,
  rpcContext: object,
): Context | undefined {
  if (!TRACED_TRANSPORTS.has(transport)) {
    return undefined;
  }
  const sender = extractTraceContext(carrierOfMessage(rpcContext), ROOT_CONTEXT);
  const message = new MessageSpan(options);
  const parent = setEntrySpan(sender, message);
  const span = startSpan(describeMessage(server, transport, rpcContext), parent);
  message.open(span);
  openMessages.set(rpcContext, message);
  return contextOf(span, parent);
}

function isHookedServer(target: unknown): target is HookedServer {
  const server = target as Partial<HookedServer> | null | undefined;
  return (
    typeof server?.setOnProcessingStartHook === 'function' &&
    typeof server.setOnProcessingEndHook === 'function'
  );
}

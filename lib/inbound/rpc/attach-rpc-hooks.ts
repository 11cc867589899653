import { types } from 'node:util';
import { context } from '@opentelemetry/api';
import type { ResolvedTracingOptions } from '../../options/resolved-options.interface.js';
import { guarded } from '../../spans/guarded.js';
import { noteConsumerOf, quietMethod, quietResult } from '../../spans/nest-transport.js';
import { keepSlot } from '../hook-slot.js';
import type { SlotTurn } from '../hook-slot.js';
import { attachCustomStrategy } from './attach-custom-strategy.js';
import { followAnswers } from './follow-answers.js';
import { attachGrpcServer } from './grpc/attach-grpc-server.js';
import { heldMessage, holdMessages } from './held-message.js';
import { endMessage, failMessage, openMessage } from './open-message.js';
import { GRPC, KAFKA, isOwnTransport, isRpcServer } from './rpc-server.interface.js';
import type { EndHook, RpcServer, StartHook } from './rpc-server.interface.js';

const attached = new WeakSet<object>();

/**
 * Opens a span for each message. Servers of Nest's have processing hooks for that, which run before
 * guards, pipes and interceptors; hooks that are set already, or are set later, are called from ours.
 */
export function attachRpcHooks(target: unknown, options: ResolvedTracingOptions): void {
  if (!isRpcServer(target) || attached.has(target)) {
    return;
  }
  attached.add(target);
  // It calls methods, and knows no messages.
  if (target.transportId === GRPC) {
    attachGrpcServer(target, options);
    return;
  }
  holdMessages(target);
  if (isOwnTransport(target.transportId)) {
    keepBrokerQuiet(target);
    followAnswers(target);
    attachStartHook(target, options);
    attachEndHook(target);
  } else {
    attachCustomStrategy(target, options);
  }
}

/** A message has its own spans; the broker's library is to make none for it, nor for the answer. */
function keepBrokerQuiet(server: RpcServer): void {
  quietMethod(server, 'setupChannel'); // RabbitMQ consumes there,
  quietMethod(server, 'sendMessage'); // and answers here;
  quietResult(server, 'getPublisher'); // Redis makes here what answers,
  noteConsumerOf(server, 'getMessageHandler'); // and Kafka what consumes.
}

function attachStartHook(server: RpcServer, options: ResolvedTracingOptions): void {
  const setHook = server.setOnProcessingStartHook.bind(server);
  const makeHook =
    (turn: SlotTurn<StartHook>): StartHook =>
    (transport, rpcContext, done) => {
      const { next } = turn;
      const call = (proceed: () => Promise<unknown>) =>
        next ? next.call(server, transport, rpcContext, proceed) : proceed();
      const active = turn.isOver
        ? undefined
        : guarded('opening the span of a message', openMessage, server, options, rpcContext);
      return active === undefined
        ? call(done)
        : settleWithHook(server, rpcContext, done, (proceed) =>
            context.with(active, call, undefined, proceed),
          );
    };
  server.setOnProcessingStartHook = keepSlot(server.onProcessingStartHook, setHook, makeHook);
}

/** Nobody calls the end hook of a message that the start hook of the user refused or swallowed. */
function settleWithHook(
  server: RpcServer,
  rpcContext: object,
  done: () => Promise<unknown>,
  callHook: (proceed: () => Promise<unknown>) => unknown,
): unknown {
  let isHandled = false;
  const proceed = () => {
    isHandled = true;
    return done();
  };
  const settle = (value: unknown) => {
    if (!isHandled || isKafkaEvent(server)) {
      endMessage(rpcContext);
    }
    return value;
  };
  try {
    const result = callHook(proceed);
    return types.isPromise(result)
      ? result.then(settle, (error: unknown) => failMessage(rpcContext, error))
      : result;
  } catch (error) {
    return failMessage(rpcContext, error);
  }
}

/** Nest 11 calls the end hook of an event of Kafka only where the handler returned an Observable. */
function isKafkaEvent({ transportId, handleRequest }: RpcServer): boolean {
  return transportId === KAFKA && handleRequest === undefined && heldMessage()?.isEvent === true;
}

function attachEndHook(server: RpcServer): void {
  const setHook = server.setOnProcessingEndHook.bind(server);
  const makeHook =
    ({ next }: SlotTurn<EndHook>): EndHook =>
    (transport, rpcContext) => {
      endMessage(rpcContext);
      return next?.call(server, transport, rpcContext);
    };
  server.setOnProcessingEndHook = keepSlot(server.onProcessingEndHook, setHook, makeHook);
}

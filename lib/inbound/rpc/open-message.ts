import { ROOT_CONTEXT, SpanKind } from '@opentelemetry/api';
import type { Context } from '@opentelemetry/api';
import type { ResolvedTracingOptions } from '../../options/resolved-options.interface.js';
import { beginBelow } from '../../spans/begin-below.js';
import { contextOf } from '../../spans/context-of.js';
import { setEntrySpan } from '../../spans/entry-span.js';
import { extractTraceContext } from '../../spans/propagation.js';
import { startSpan } from '../../spans/start-span.js';
import { carrierOfMessage } from './carrier-of-message.js';
import { describeMessage } from './describe-message.js';
import { followSettlement } from './follow-settlement.js';
import { MessageSpan } from './message-span.js';
import type { MessageHandler, RpcServer } from './rpc-server.interface.js';

const openMessages = new WeakMap<object, MessageSpan>();

export function isMessageOpen(rpcContext: object): boolean {
  return openMessages.has(rpcContext);
}

/** Opens the span of a message. @returns the context to handle it in */
export function openMessage(
  server: RpcServer,
  options: ResolvedTracingOptions,
  rpcContext: object,
  handler?: MessageHandler,
): Context {
  const sender = extractTraceContext(carrierOfMessage(rpcContext), ROOT_CONTEXT);
  const description = describeMessage(server, rpcContext, handler);
  const isEvent = description.kind === SpanKind.CONSUMER;
  const { parent, links } = beginBelow(sender, isEvent ? options.messaging.parent : 'parent');
  const message = new MessageSpan(options);
  const entry = setEntrySpan(parent, message);
  const span = startSpan(links === undefined ? description : { ...description, links }, entry);
  message.open(span);
  openMessages.set(rpcContext, message);
  followSettlement(rpcContext, message);
  return contextOf(span, entry);
}

export function endMessage(rpcContext: object): void {
  openMessages.get(rpcContext)?.end();
  openMessages.delete(rpcContext);
}

/** Ends a message with an error that left its handling, and throws it on. */
export function failMessage(rpcContext: object, error: unknown): never {
  openMessages.get(rpcContext)?.noteOutcome(error);
  endMessage(rpcContext);
  throw error;
}

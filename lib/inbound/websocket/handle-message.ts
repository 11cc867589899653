import { context } from '@opentelemetry/api';
import type { Context } from '@opentelemetry/api';
import { contextOf } from '../../spans/context-of.js';
import { setEntrySpan } from '../../spans/entry-span.js';
import { guarded } from '../../spans/guarded.js';
import { startSpan } from '../../spans/start-span.js';
import { carrierOfPayload } from './carrier-of-payload.js';
import { followAnswer } from './follow-answer.js';
import { withLinks } from './gateway-message.js';
import type { GatewayMessage } from './gateway-message.js';
import { GatewayMessageSpan } from './gateway-message-span.js';

/** What an adapter calls with a message; what it returns becomes the answer. */
export type Callback = (this: unknown, ...args: unknown[]) => unknown;

/**
 * Has a message handled in its span, guards, pipes, interceptors and filters included. Whatever
 * context is active when a message comes in is that of the server being started or of some other
 * request, and is left behind.
 *
 * @param frame the message as it was received, where an adapter shows it
 * @param args what the adapter hands to the handler: first what the message carries
 */
export function handleMessage(
  message: GatewayMessage,
  frame: unknown,
  callback: Callback,
  self: unknown,
  args: unknown[],
): unknown {
  const entry = new GatewayMessageSpan(message.connection.application);
  const active = guarded('opening the span of a message', openMessage, message, entry, args, frame);
  if (active === undefined) {
    return callback.apply(self, args);
  }
  try {
    const answer = context.with(active, callback, self, ...args);
    return entry.isOpen ? followAnswer(answer, entry, active) : answer;
  } catch (error) {
    entry.noteError(error);
    entry.end();
    throw error;
  }
}

function openMessage(
  { connection, description }: GatewayMessage,
  entry: GatewayMessageSpan,
  [payload]: readonly unknown[],
  frame: unknown,
): Context {
  const origin = connection.originOf(carrierOfPayload(payload, frame));
  const parent = setEntrySpan(origin.parent, entry);
  const span = startSpan(withLinks(description, origin.links), parent);
  if (span.isRecording()) {
    entry.open(span);
  }
  return contextOf(span, parent);
}

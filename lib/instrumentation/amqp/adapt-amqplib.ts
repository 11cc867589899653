import { context as contextApi } from '@opentelemetry/api';
import type { Span } from '@opentelemetry/api';
import type { Instrumentation } from '@opentelemetry/instrumentation';
import { isTransport } from '../../spans/nest-transport.js';
import { carriesTraceContext } from '../../spans/propagation.js';
import { replaceMethod } from '../../spans/replace-method.js';
import type { Method } from '../../spans/imitate.js';
import { passThrough } from '../quiet-spans.js';
import { withChannel } from './channel-in-use.js';
import type { AmqpChannel } from './channel-in-use.js';
import { contextOfMessage } from './wrap-channel-wrapper.js';
import type { MessageOptions } from './wrap-channel-wrapper.js';

/** The span of a message that is published, and the options it is published with. */
interface PublishSpan {
  readonly span: Span;
  readonly modifiedOptions: MessageOptions | undefined;
}

type CreatePublishSpan = (
  self: Instrumentation,
  exchange: string,
  routingKey: string,
  channel: AmqpChannel,
  options: MessageOptions | undefined,
) => PublishSpan;

/** The rest are its options and, in the API with callbacks, whom to tell when it has begun. */
type Consume = (
  this: AmqpChannel,
  queue: unknown,
  onMessage: Method,
  ...rest: unknown[]
) => unknown;
type GetConsumePatch = (moduleVersion: unknown, original: Consume) => Consume;

/**
 * Teaches the instrumentation of amqplib what it has no hooks for (0.70), through the two methods
 * by which it opens its spans. With an instrumentation that has none of these nothing happens.
 */
export function adaptAmqplib(instrumentation: Instrumentation): void {
  replaceMethod(
    instrumentation,
    'createPublishSpan',
    (create) => openPublishSpan(create as CreatePublishSpan) as Method,
  );
  replaceMethod(
    instrumentation,
    'getConsumePatch',
    (getPatch) => consumePatch(getPatch as unknown as GetConsumePatch) as unknown as Method,
  );
}

/**
 * A message that carries a trace context already has its span elsewhere, and is left as it is, as
 * is what a transport of Nest sends. All others get their span where they were published, and a
 * copy of the headers: written into the caller's, the trace context would be in every message that
 * is published with the same options.
 */
function openPublishSpan(create: CreatePublishSpan): CreatePublishSpan {
  return function (this: unknown, self, exchange, routingKey, channel, options) {
    const context = contextOfMessage(options) ?? contextApi.active();
    if (isTransport(context) || carriesTraceContext(options?.headers)) {
      return { span: passThrough(context), modifiedOptions: options };
    }
    const copy = { ...options, headers: { ...options?.headers } };
    const active = withChannel(context, channel);
    return contextApi.with(active, create, this, self, exchange, routingKey, channel, copy);
  };
}

/** What a transport of Nest consumes gets its span from Nest's own hooks. */
function consumePatch(getPatch: GetConsumePatch): GetConsumePatch {
  return function (this: unknown, moduleVersion, original) {
    const traced = getPatch.call(this, moduleVersion, withChannelOf(original));
    return function (...args) {
      const consume = isTransport(contextApi.active()) ? original : traced;
      return consume.apply(this, args);
    };
  };
}

function withChannelOf(consume: Consume): Consume {
  return function (queue, onMessage, ...rest) {
    const deliver: Method = (message) =>
      contextApi.with(withChannel(contextApi.active(), this), onMessage, undefined, message);
    return consume.call(this, queue, deliver, ...rest);
  };
}

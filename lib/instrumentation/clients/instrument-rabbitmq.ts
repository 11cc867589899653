import { messages } from '../../errors/messages.js';
import {
  instrumentChannelWrapper,
  instrumentConnectionManager,
  isChannelWrapper,
  isConnectionManager,
} from './amqp-connection-managers.js';
import {
  instrumentAmqpChannel,
  instrumentAmqpConnection,
  isAmqpChannel,
  isAmqpConnection,
} from './amqplib-clients.js';
import { handOver } from './handed-over-clients.js';

/**
 * Gives the messages of a RabbitMQ client spans where no hook for modules can: in an application
 * bundled into one file, or with `instrumentations: false`. What is published carries the trace
 * context, and its consumers continue the trace. Needless otherwise, and harmless: what is traced
 * already stays as it is.
 *
 * Takes a connection or a channel of amqplib (with promises or callbacks), and a connection manager
 * or a channel of amqp-connection-manager. May be called before or after `TracingModule.forRoot()`;
 * there are spans as soon as tracing is on, and consumers are traced that register after both. It
 * patches the classes of the channels, so other connections of the same copy of amqplib have spans
 * as well.
 *
 * @returns the very same client
 * @throws TypeError when given anything else, such as a promise of a connection
 * @see https://github.com/open-telemetry/opentelemetry-js-contrib/tree/main/packages/instrumentation-amqplib
 * @publicApi
 */
export function instrumentRabbitMq<T extends object>(client: T): T {
  if (isConnectionManager(client)) {
    handOver(client, instrumentConnectionManager);
  } else if (isChannelWrapper(client)) {
    handOver(client, instrumentChannelWrapper);
  } else if (isAmqpChannel(client)) {
    handOver(client, instrumentAmqpChannel);
  } else if (isAmqpConnection(client)) {
    handOver(client, instrumentAmqpConnection);
  } else {
    throw new TypeError(messages.notRabbitMq(client));
  }
  return client;
}

import type { Instrumentation } from '@opentelemetry/instrumentation';
import { diag } from '@opentelemetry/api';
import { messages } from '../../errors/messages.js';
import type { ClientListener } from './handed-over-clients.js';
import { instrumentClassOf } from './instrument-class.js';
import type { LibraryClass } from './instrument-class.js';
import { hasMethods } from './prototype-owner.js';

/** A connection as amqplib gives it, with promises or with callbacks. */
interface AmqpConnection {
  readonly connection?: unknown;
}

/** A channel, confirming or not, of either kind of connection. */
type AmqpChannel = object;

/** The connection below the one amqplib gives, as far as it is needed. */
interface RawConnection {
  readonly channels: ({ readonly channel?: unknown } | null | undefined)[];
  freshChannel(channel: unknown, ...args: unknown[]): unknown;
}

/** What stands for the class that is not to be patched: the patch is for both at once. */
class NoChannel {
  publish(): void {}
  consume(): void {}
  ack(): void {}
  nack(): void {}
  reject(): void {}
  ackAll(): void {}
  nackAll(): void {}
  emit(): void {}
}

const channelClass: LibraryClass = {
  packageName: 'amqplib',
  module: 'amqplib/lib/channel_model.js',
  methods: ['publish', 'consume', 'ack'],
  exportsWith: (prototype) => ({ Channel: { prototype }, ConfirmChannel: NoChannel }),
};

const confirmChannelClass: LibraryClass = {
  ...channelClass,
  methods: ['publish', 'waitForConfirms'],
  exportsWith: (prototype) => ({ Channel: NoChannel, ConfirmChannel: { prototype } }),
};

const adopted = new WeakSet<object>();

export function isAmqpChannel(value: unknown): value is AmqpChannel {
  return hasMethods(value, ['publish', 'consume', 'ack', 'assertQueue', 'prefetch']);
}

export function isAmqpConnection(value: unknown): value is AmqpConnection {
  return hasMethods(value, ['createChannel', 'createConfirmChannel', 'close', 'on']);
}

export function instrumentAmqpChannel(channel: AmqpChannel, listener: ClientListener): void {
  const instrumentation = listener.listenToClientsOf('amqplib');
  if (instrumentation !== undefined) {
    instrumentChannel(channel, instrumentation);
  }
}

export function instrumentAmqpConnection(
  { connection }: AmqpConnection,
  listener: ClientListener,
): void {
  const instrumentation = listener.listenToClientsOf('amqplib');
  if (instrumentation === undefined) {
    return;
  }
  if (!isRawConnection(connection)) {
    diag.warn(messages.connectionUnknown());
    return;
  }
  adopt(connection, instrumentation);
}

/** The classes of channels are known from channels only, so each new one is looked at. */
function adopt(connection: RawConnection, instrumentation: Instrumentation): void {
  if (adopted.has(connection)) {
    return;
  }
  adopted.add(connection);
  for (const entry of connection.channels) {
    if (isAmqpChannel(entry?.channel)) instrumentChannel(entry.channel, instrumentation);
  }
  const freshChannel = connection.freshChannel;
  connection.freshChannel = function (channel, ...args) {
    if (isAmqpChannel(channel)) instrumentChannel(channel, instrumentation);
    return freshChannel.call(this, channel, ...args);
  };
}

function instrumentChannel(channel: AmqpChannel, instrumentation: Instrumentation): void {
  const isByHand = instrumentClassOf(channel, channelClass, instrumentation);
  // Whoever patched the module has patched both classes of it.
  if (isByHand && hasMethods(channel, confirmChannelClass.methods)) {
    instrumentClassOf(channel, confirmChannelClass, instrumentation);
  }
}

function isRawConnection(value: unknown): value is RawConnection {
  return (
    hasMethods(value, ['freshChannel']) && Array.isArray((value as Partial<RawConnection>).channels)
  );
}

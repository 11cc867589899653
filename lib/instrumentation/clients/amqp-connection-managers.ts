import { diag } from '@opentelemetry/api';
import { messages } from '../../errors/messages.js';
import { wrapChannelWrapper } from '../amqp/wrap-channel-wrapper.js';
import { instrumentAmqpConnection, isAmqpConnection } from './amqplib-clients.js';
import { handOver } from './handed-over-clients.js';
import { hasMethods, prototypeOwning } from './prototype-owner.js';

/** A connection manager: it connects again whenever the connection is lost. */
interface ConnectionManager {
  readonly connection?: unknown;
  readonly _channels?: unknown;
  createChannel(options?: object): object;
  prependListener(event: 'connect', listener: (event: { connection: unknown }) => void): unknown;
}

interface ChannelWrapper {
  readonly _connectionManager?: unknown;
}

const channelWrapperMethods = ['publish', 'sendToQueue', 'addSetup', 'waitForConnect'] as const;
const known = new WeakSet<object>();

export function isConnectionManager(value: unknown): value is ConnectionManager {
  return hasMethods(value, ['createChannel', 'isConnected', 'prependListener']);
}

export function isChannelWrapper(value: unknown): value is ChannelWrapper {
  return hasMethods(value, channelWrapperMethods);
}

export function instrumentChannelWrapper(channel: ChannelWrapper): void {
  wrapClassOf(channel);
  const manager = channel._connectionManager;
  if (isConnectionManager(manager)) {
    instrumentConnectionManager(manager);
  } else {
    diag.warn(messages.connectionUnknown());
  }
}

export function instrumentConnectionManager(manager: ConnectionManager): void {
  handOverConnection(manager.connection);
  if (known.has(manager)) {
    return;
  }
  known.add(manager);
  // Before its channels, which open a channel of amqplib when they hear of the connection.
  manager.prependListener('connect', ({ connection }) => handOverConnection(connection));
  wrapChannels(manager);
}

function handOverConnection(connection: unknown): void {
  if (isAmqpConnection(connection)) {
    handOver(connection, instrumentAmqpConnection);
  }
}

/** The class of its channels is known from channels only: those it has, and those it will make. */
function wrapChannels(manager: ConnectionManager): void {
  if (Array.isArray(manager._channels)) {
    manager._channels.filter(isChannelWrapper).forEach(wrapClassOf);
  }
  const createChannel = manager.createChannel;
  manager.createChannel = function (...args) {
    const channel = createChannel.apply(this, args);
    if (isChannelWrapper(channel)) wrapClassOf(channel);
    return channel;
  };
}

function wrapClassOf(channel: ChannelWrapper): void {
  const prototype = prototypeOwning(channel, channelWrapperMethods);
  if (prototype !== undefined) {
    wrapChannelWrapper(prototype);
  }
}

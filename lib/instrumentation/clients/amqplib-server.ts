import type { Instrumentation } from '@opentelemetry/instrumentation';
import { findTarget } from './instrument-class.js';
import { isObject } from './prototype-owner.js';

/** The connection below the one amqplib gives, as far as it is needed. */
export interface RawConnection {
  readonly channels: ({ readonly channel?: unknown } | null | undefined)[];
  readonly stream?: Socket;
  freshChannel(channel: unknown, ...args: unknown[]): unknown;
}

interface Socket {
  readonly remoteAddress?: string;
  readonly remotePort?: number;
  readonly servername?: string | false;
  readonly encrypted?: boolean;
}

type Connected = (error: null, connection: RawConnection) => void;
type Connect = (url: object, options: object, onConnected: Connected) => void;

const ATTRIBUTES = 'opentelemetry.amqplib.connection.attributes';

/**
 * Has the instrumentation note which server a connection goes to, as it does while connecting: a
 * connection that is there already is shown to the very patch it has for `connect()`.
 */
export function noteServer(connection: RawConnection, instrumentation: Instrumentation): void {
  const patch = findTarget(instrumentation, 'amqplib', 'amqplib/lib/connect.js')?.patch;
  if (patch === undefined || !isObject(connection.stream) || isNoted(connection)) {
    return;
  }
  const pretended = {
    connect: ((_url, _options, onConnected) => onConnected(null, connection)) as Connect,
  };
  patch(pretended);
  pretended.connect(urlOf(connection.stream), {}, () => {});
}

function isNoted(connection: object): boolean {
  return Object.getOwnPropertySymbols(connection).some(
    ({ description }) => description === ATTRIBUTES,
  );
}

/** The address the name was resolved to, unless TLS knows the name. */
function urlOf({ remoteAddress, remotePort, servername, encrypted }: Socket): object {
  return {
    protocol: encrypted === true ? 'amqps' : 'amqp',
    hostname: servername || remoteAddress,
    port: remotePort,
  };
}

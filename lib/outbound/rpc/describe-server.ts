import type { Attributes } from '@opentelemetry/api';
import { ATTR_SERVER_ADDRESS, ATTR_SERVER_PORT } from '../../semconv/attributes.js';

/** Options of a client, as far as they tell where its server or broker is; each transport has its own. */
interface ServerOptions {
  readonly host?: unknown;
  readonly port?: unknown;
  readonly url?: unknown;
  readonly urls?: unknown;
  readonly servers?: unknown;
  /** Kafka */
  readonly client?: { readonly brokers?: unknown };
}

interface Place {
  readonly hostname?: unknown;
  readonly port?: unknown;
}

/** Port by the scheme of the URL, where it says none. */
const DEFAULT_PORTS: Readonly<Record<string, number>> = {
  'amqp:': 5672,
  'amqps:': 5671,
  'mqtt:': 1883,
  'mqtts:': 8883,
  'nats:': 4222,
  'redis:': 6379,
  'rediss:': 6379,
};

/**
 * The server or broker a client sends to, without credentials. Of a cluster nobody knows which
 * member it will be, so there is nothing to say.
 *
 * @param fallback where Nest connects to when nothing is said
 */
export function describeServer(options: unknown, fallback: string): Attributes {
  const { host, port, url, urls, servers, client } = (options ?? {}) as ServerOptions;
  if (host !== undefined || port !== undefined) {
    const { hostname, port: usual } = placeOf(fallback);
    return attributesOf({ hostname: host ?? hostname, port: port ?? usual });
  }
  const places = [url ?? urls ?? servers ?? client?.brokers ?? fallback].flat() as unknown[];
  return places.length === 1 ? attributesOf(placeOf(places[0])) : {};
}

function placeOf(place: unknown): Place {
  if (typeof place !== 'string') {
    return place ?? {};
  }
  const text = place.includes('://') ? place : `nats://${place}`;
  if (!URL.canParse(text)) {
    return {};
  }
  const { hostname, port, protocol } = new URL(text);
  return { hostname, port: port === '' ? DEFAULT_PORTS[protocol] : port };
}

function attributesOf({ hostname, port }: Place): Attributes {
  const number = Number(port);
  return {
    ...(typeof hostname === 'string' && hostname !== '' && { [ATTR_SERVER_ADDRESS]: hostname }),
    ...(Number.isInteger(number) && number > 0 && { [ATTR_SERVER_PORT]: number }),
  };
}

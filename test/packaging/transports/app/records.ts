import { createRequire } from 'node:module';
import { MqttRecordBuilder, NatsRecordBuilder, RmqRecordBuilder } from '@nestjs/microservices';
import type { TransportName } from './transports.js';

interface NatsHeaders {
  set(name: string, value: string): void;
}

const requireFromHere = createRequire(process.argv[1] ?? '');

/** The payload as a record with a header, where the transport has headers. */
export function recordOf(transport: TransportName, data: object): object {
  switch (transport) {
    case 'rabbitmq':
      return new RmqRecordBuilder(data)
        .setOptions({ priority: 3, headers: { tenant: 'a' } })
        .build();
    case 'nats': {
      const headers = natsHeaders();
      headers.set('tenant', 'a');
      return new NatsRecordBuilder(data).setHeaders(headers).build();
    }
    case 'mqtt5':
      return new MqttRecordBuilder(data)
        .setProperties({ userProperties: { tenant: 'a' } })
        .setQoS(1)
        .build();
    default:
      return data;
  }
}

/** Nest 12 has another client of NATS than Nest 11. */
function natsHeaders(): NatsHeaders {
  const load = (name: string) => requireFromHere(name) as { headers(): NatsHeaders };
  try {
    return load('@nats-io/transport-node').headers();
  } catch {
    return load('nats').headers();
  }
}

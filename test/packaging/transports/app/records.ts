import { createRequire } from 'node:module';
import { MqttRecordBuilder, NatsRecordBuilder, RmqRecordBuilder } from '@nestjs/microservices';
import type { MessageTransportName } from './transports.js';

interface NatsHeaders {
  set(name: string, value: string): void;
}

const requireFromHere = createRequire(process.argv[1] ?? '');

const recordMakers: Partial<Record<MessageTransportName, (data: object) => object>> = {
  rabbitmq: (data) =>
    new RmqRecordBuilder(data).setOptions({ priority: 3, headers: { tenant: 'a' } }).build(),
  nats: (data) => {
    const headers = natsHeaders();
    headers.set('tenant', 'a');
    return new NatsRecordBuilder(data).setHeaders(headers).build();
  },
  kafka: (data) => ({ key: 'a', value: data, headers: { tenant: 'a' } }),
  mqtt5: (data) =>
    new MqttRecordBuilder(data)
      .setProperties({ userProperties: { tenant: 'a' } })
      .setQoS(1)
      .build(),
};

/** The payload as a record with a header, where the transport has headers. */
export function recordOf(transport: MessageTransportName, data: object): object {
  return recordMakers[transport]?.(data) ?? data;
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

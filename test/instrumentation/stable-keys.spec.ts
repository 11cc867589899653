import { describe, expect, it } from 'vitest';
import { withStableKeys } from '../../lib/instrumentation/stable-keys.js';

describe('withStableKeys()', () => {
  it('gives old keys their names of today, and leaves out what has none', () => {
    expect(
      withStableKeys({
        'messaging.system': 'rabbitmq',
        'messaging.destination': 'orders',
        'messaging.destination_kind': 'topic',
        'messaging.conversation_id': 'c',
        'messaging.message_id': 'm',
        'messaging.operation': 'process',
        'messaging.protocol': 'AMQP',
        'messaging.protocol_version': '0.9.1',
        'messaging.rabbitmq.routing_key': 'placed',
        'messaging.url': 'amqp://user:***@broker',
      }),
    ).toEqual({
      'messaging.system': 'rabbitmq',
      'messaging.destination.name': 'orders',
      'messaging.message.conversation_id': 'c',
      'messaging.message.id': 'm',
      'messaging.operation.type': 'process',
      'network.protocol.name': 'AMQP',
      'network.protocol.version': '0.9.1',
      'messaging.rabbitmq.destination.routing_key': 'placed',
    });
  });

  it('leaves out what is not known', () => {
    expect(withStableKeys({ 'messaging.message_id': undefined })).toEqual({});
  });
});

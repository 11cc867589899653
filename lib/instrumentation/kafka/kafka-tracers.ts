import type { Attributes, TracerProvider } from '@opentelemetry/api';
import {
  ATTR_MESSAGING_KAFKA_MESSAGE_KEY,
  ATTR_MESSAGING_KAFKA_OFFSET,
} from '../../semconv/incubating-attributes.js';
import { readKey, readOffset } from '../../semconv/kafka.js';
import { wrapTracers } from '../wrapped-tracer.js';

/** For the instrumentation of KafkaJS, which tells offsets as text, and makes text of any key. */
export function kafkaTracers(provider: TracerProvider): TracerProvider {
  return wrapTracers(
    provider,
    (tracer) => (name, options, context) =>
      tracer.startSpan(name, { ...options, attributes: mend(options?.attributes) }, context),
  );
}

function mend(attributes: Attributes = {}): Attributes {
  return {
    ...attributes,
    [ATTR_MESSAGING_KAFKA_OFFSET]: readOffset(attributes[ATTR_MESSAGING_KAFKA_OFFSET]),
    [ATTR_MESSAGING_KAFKA_MESSAGE_KEY]: readKey(attributes[ATTR_MESSAGING_KAFKA_MESSAGE_KEY]),
  };
}

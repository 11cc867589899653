import { context as contextApi } from '@opentelemetry/api';
import type { TracerProvider } from '@opentelemetry/api';
import { wrapTracers } from '../wrapped-tracer.js';
import { channelOf } from './channel-in-use.js';
import { describeMessage } from './describe-message.js';

/** For the instrumentation of amqplib: its spans in the words of today's conventions. */
export function amqpTracers(provider: TracerProvider): TracerProvider {
  return wrapTracers(provider, (tracer) => (name, options, context) => {
    const attributes = describeMessage({
      name,
      kind: options?.kind,
      attributes: options?.attributes ?? {},
      channel: channelOf(contextApi.active()),
    });
    return tracer.startSpan(name, { ...options, attributes }, context);
  });
}

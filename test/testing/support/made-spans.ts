import { stripVTControlCharacters } from 'node:util';
import { ROOT_CONTEXT, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import type { Attributes } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace-node';
import { EngineTracerProvider } from '../../../lib/engine/engine-tracer-provider.js';
import { SpanRecording } from '../../../lib/sdk/recording/span-recording.js';

export interface Made {
  readonly name: string;
  readonly kind?: SpanKind;
  readonly isFailed?: boolean;
  readonly attributes?: Attributes;
  readonly children?: readonly Made[];
}

/** Finished spans as the engine makes them. */
export function spansOf(...roots: readonly Made[]): ReadableSpan[] {
  const recording = new SpanRecording();
  const tracer = new EngineTracerProvider({ spanProcessors: [recording] }).getTracer('test');
  const make = (parent: typeof ROOT_CONTEXT, { name, children = [], isFailed, ...rest }: Made) => {
    const span = tracer.startSpan(name, rest, parent);
    if (isFailed === true) {
      span.setStatus({ code: SpanStatusCode.ERROR });
    }
    children.forEach((child) => make(trace.setSpan(parent, span), child));
    span.end();
  };
  roots.forEach((root) => make(ROOT_CONTEXT, root));
  return recording.finished();
}

export const request: Made = {
  name: 'GET /orders/:id',
  kind: SpanKind.SERVER,
  attributes: { 'http.response.status_code': 404, 'http.route': '/orders/:id' },
  children: [
    { name: 'OrdersController.find', isFailed: true, attributes: { tags: ['a', 'b'] } },
    { name: 'AuthGuard', children: [{ name: 'GET', kind: SpanKind.CLIENT }] },
  ],
};

/** What an assertion tells that fails. */
export function messageOf(assertion: () => void): string {
  try {
    assertion();
  } catch (error) {
    return stripVTControlCharacters((error as Error).message);
  }
  throw new Error('It passed.');
}

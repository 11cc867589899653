import { ROOT_CONTEXT, SpanKind, context } from '@opentelemetry/api';
import type { Context, Tracer } from '@opentelemetry/api';
import { Span, extractTraceContext, injectTraceContext } from 'nestjs-tracing';
import { spansPerBatch } from './engine.js';
import type { Engine } from './engine.js';

/** Something small that is done over and over. */
export interface Operation {
  readonly work: () => unknown;
  /** Context in which it is done. */
  readonly within: Context;
  /** How often the thing itself is done by one call of `work`. */
  readonly times: number;
}

const serverAttributes = {
  'http.request.method': 'GET',
  'url.scheme': 'http',
  'url.path': '/orders/17',
  'server.address': 'orders.internal',
  'server.port': 3_000,
  'client.address': '10.1.2.3',
  'network.protocol.version': '1.1',
  'user_agent.original': 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36',
};

const received = { traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01' };

class Methods {
  async bare(value: number): Promise<number> {
    await Promise.resolve();
    return value;
  }

  @Span('Methods.traced')
  async traced(value: number): Promise<number> {
    await Promise.resolve();
    return value;
  }
}

export type OperationId = keyof ReturnType<typeof operationsOf>;

/** The same code for both engines: everything goes through the OpenTelemetry API or our own. */
export function operationsOf(engine: Engine) {
  const methods = new Methods();
  const sampled = below(engine.tracer);
  const unsampled = below(engine.unsampledTracer);
  return {
    'inner span': once(() => engine.tracer.startSpan('inner').end(), sampled),
    'server span': once(() => makeServerSpan(engine.tracer)),
    'encode inner span': inBatch(engine.encoder(makeInnerSpan)),
    'encode server span': inBatch(engine.encoder(makeServerSpan)),
    'bare await': once(() => methods.bare(1), sampled),
    'await @Span': once(() => methods.traced(1), sampled),
    'await @Span, unsampled': once(() => methods.traced(1), unsampled),
    extract: once(() => extractTraceContext(received, ROOT_CONTEXT)),
    inject: once(() => injectTraceContext({}), sampled),
  };
}

function once(work: () => unknown, within = ROOT_CONTEXT): Operation {
  return { work, within, times: 1 };
}

function inBatch(work: () => unknown): Operation {
  return { work, within: ROOT_CONTEXT, times: spansPerBatch };
}

/** The context as the engine itself makes it for a span that is active. */
function below(tracer: Tracer): Context {
  return tracer.startActiveSpan('parent', () => context.active());
}

function makeInnerSpan(tracer: Tracer): void {
  tracer.startSpan('StepsService.read', {}, below(tracer)).end();
}

/** As many attributes as the span of a request has. */
function makeServerSpan(tracer: Tracer): void {
  const options = { kind: SpanKind.SERVER, attributes: serverAttributes };
  const span = tracer.startSpan('GET', options, ROOT_CONTEXT);
  span.updateName('GET /orders/:id');
  span.setAttribute('http.route', '/orders/:id');
  span.setAttribute('http.response.status_code', 200);
  span.end();
}

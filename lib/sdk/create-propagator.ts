import type { TextMapPropagator } from '@opentelemetry/api';
import { CompositePropagator } from '@opentelemetry/core';
import { BaggagePropagator } from '../engine/propagation/baggage-propagator.js';
import { TraceContextPropagator } from '../engine/propagation/trace-context-propagator.js';
import type { ResolvedTracingOptions } from '../options/resolved-options.interface.js';
import { loadB3, loadJaeger } from './load-propagators.js';

type Asked = ResolvedTracingOptions['propagators'];
type Name = Extract<Asked, readonly unknown[]>[number];

/**
 * The propagator asked for; one of the user's too is run so that what it throws reaches `diag` and
 * no traced code.
 *
 * @returns undefined when context is to stay in this process
 * @throws TracingConfigurationError when a package is not installed
 */
export function createPropagator(asked: Asked): TextMapPropagator | undefined {
  const propagators = isList(asked) ? asked.map((name) => MAKERS[name](name)) : [asked];
  return propagators.length === 0 ? undefined : new CompositePropagator({ propagators });
}

const MAKERS: Readonly<Record<Name, (name: Name) => TextMapPropagator>> = {
  tracecontext: () => new TraceContextPropagator(),
  baggage: () => new BaggagePropagator(),
  b3: createB3,
  b3multi: createB3,
  jaeger: (name) => new (loadJaeger(name).JaegerPropagator)(),
};

function createB3(name: Name): TextMapPropagator {
  const { B3InjectEncoding, B3Propagator } = loadB3(name);
  const { MULTI_HEADER, SINGLE_HEADER } = B3InjectEncoding;
  return new B3Propagator({ injectEncoding: name === 'b3' ? SINGLE_HEADER : MULTI_HEADER });
}

function isList(asked: Asked): asked is readonly Name[] {
  return Array.isArray(asked);
}

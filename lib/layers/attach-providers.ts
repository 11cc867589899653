import { methodsOf } from '../spans/methods-of.js';
import { attachLayerMethod } from './attach-layer-method.js';
import { traceCall } from './calls/trace-call.js';
import { ENHANCER_KINDS } from './enhancers.js';

/** What Nest calls by itself, once or in layers of their own. */
const NOT_OF_PROVIDERS: ReadonlySet<string | symbol> = new Set([
  'onModuleInit',
  'onApplicationBootstrap',
  'onModuleDestroy',
  'beforeApplicationShutdown',
  'onApplicationShutdown',
  'configure',
  'use',
  ...ENHANCER_KINDS.map(({ method }) => method),
]);

/** Traces every method of a provider's class but those that Nest calls. */
export function attachProvider(type: Function): void {
  for (const { key, owner } of methodsOf(type)) {
    if (!NOT_OF_PROVIDERS.has(key)) {
      attachLayerMethod(owner, { layer: 'providers', key, trace: traceCall });
    }
  }
}

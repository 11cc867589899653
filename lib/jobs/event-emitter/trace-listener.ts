import { context } from '@opentelemetry/api';
import type { Context, Link } from '@opentelemetry/api';
import { isTraceDropped } from '../../spans/dropped-trace.js';
import { guarded } from '../../spans/guarded.js';
import type { Method } from '../../spans/imitate.js';
import { runAsyncWithSpan } from '../../spans/run-async-with-span.js';
import { callWithLinks } from '../../spans/trace-method.js';
import { beginWork } from '../job-entry.js';
import { notingErrors } from '../noting-errors.js';
import { withoutTraces } from '../skipping.js';
import { emissionIn } from './emission.js';
import type { Emission } from './emission.js';
import { planListener } from './listener-plan.js';

/** What `@OnEvent()` was given besides the event. */
interface ListenerOptions {
  readonly async?: boolean;
  readonly nextTick?: boolean;
  readonly promisify?: boolean;
  readonly suppressErrors?: boolean;
}

/** What Nest calls a listener with: the object, its method, and what came with the event. */
export type ListenerCall = [
  instance: Record<string | symbol, Method>,
  key: string | symbol,
  args: unknown[],
  options?: ListenerOptions,
];

/** Nest's own call, which logs the listener's error unless it is to be thrown. */
export type CallListener = (...call: ListenerCall) => Promise<unknown>;

/**
 * Calls a listener in a span: below the emitter where that awaits it, otherwise as the root of a
 * trace that links to the emitter, which may be done long before. `@Span()` and `@NoSpan()` stand
 * above.
 */
export function traceListener(
  application: object,
  callListener: CallListener,
  call: ListenerCall,
): Promise<unknown> {
  const traced = guarded('tracing a listener', planCall, application, callListener, call);
  return traced === undefined
    ? callListener(...call)
    : context.with(traced.active, traced.run, undefined);
}

interface PlannedCall {
  readonly active: Context;
  readonly run: () => Promise<unknown>;
}

function planCall(
  application: object,
  callListener: CallListener,
  call: ListenerCall,
): PlannedCall | undefined {
  const [instance, key, args, options] = call;
  const plan = planListener(instance, key);
  const active = context.active();
  if (plan.isSkipped) {
    return { active: withoutTraces(active, application), run: () => callListener(...call) };
  }
  const emission = emissionIn(active);
  const isPart = isAwaited(emission, options);
  const { parent, links } = beginWork(active, application, isPart ? 'parent' : 'link');
  if (plan.isExcluded || isTraceDropped(parent)) {
    return undefined;
  }
  if (plan.isSettled) {
    return { active: parent, run: () => callListener(...linked(call, plan.method, links)) };
  }
  const description = { ...plan.describe(emission?.event, args), links };
  // An error that is thrown to whoever awaits it may be an answer.
  const isFailure = isPart && options?.suppressErrors === false ? undefined : true;
  const noting = notingErrors(plan.original, isFailure);
  const run = () => callListener(...withMethod(call, noting));
  return { active: parent, run: () => runAsyncWithSpan(description, run) };
}

/** Whether the emitter awaits what this listener returns. */
function isAwaited(emission: Emission | undefined, options: ListenerOptions = {}): boolean {
  const isPutOff = options.async === true || options.nextTick === true;
  // Of a listener that is put off the emitter gets a promise only where that was asked for.
  return emission?.isAwaited === true && (!isPutOff || options.promisify === true);
}

/** The span of `@Span()` begins in the method itself. */
function linked(call: ListenerCall, method: Method, links: Link[] | undefined): ListenerCall {
  return links === undefined
    ? call
    : withMethod(call, function (...args) {
        return callWithLinks(method, links, this, args);
      });
}

/** The call with another method, on an object that is the listener's in everything else. */
function withMethod([instance, key, args, options]: ListenerCall, method: Method): ListenerCall {
  const value: Method = (...given) => method.apply(instance, given);
  return [Object.create(instance, { [key]: { value } }) as typeof instance, key, args, options];
}

import { context } from '@opentelemetry/api';
import type { Context, Link } from '@opentelemetry/api';
import { beginBelow } from '../../spans/begin-below.js';
import { DroppedEntry } from '../../spans/dropped-entry.js';
import { isTraceDropped } from '../../spans/dropped-trace.js';
import { entrySpanIn } from '../../spans/entry-span.js';
import { guarded } from '../../spans/guarded.js';
import type { Method } from '../../spans/imitate.js';
import { originalOf } from '../../spans/replace-method.js';
import { runAsyncWithSpan } from '../../spans/run-with-span.js';
import { callWithLinks, isSpanExcluded, isSpanSettled } from '../../spans/trace-method.js';
import { isSkipped } from '../is-skipped.js';
import { apartFromEntry, withEntry } from '../job-entry.js';
import { notingErrors } from '../noting-errors.js';
import { describerOf } from './describe-listener.js';
import { emissionIn } from './emission.js';

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

/** Where a listener's span begins, and what Nest is to call there. */
interface Beginning {
  readonly isAwaited: boolean;
  readonly parent: Context;
  readonly links?: Link[];
}

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
  const method = instance[key]!;
  const active = context.active();
  if (isSkipped(method, instance)) {
    return { active: dropped(active, application), run: () => callListener(...call) };
  }
  const beginning = begin(active, application, options);
  if (isSpanExcluded(method) || isTraceDropped(beginning.parent)) {
    return undefined;
  }
  const { parent, isAwaited } = beginning;
  if (isSpanSettled(method)) {
    return { active: parent, run: () => callListener(...linked(call, beginning)) };
  }
  const { event } = emissionIn(active) ?? {};
  const description = { ...describerOf(instance, key)(event, args), links: beginning.links };
  // An error that is thrown to whoever awaits it may be an answer.
  const isFailure = isAwaited && options?.suppressErrors === false ? undefined : true;
  // A layer's span for the same call would tell nothing more.
  const noting = notingErrors(originalOf(method), isFailure);
  const run = () => callListener(...withMethod(call, noting));
  return { active: parent, run: () => runAsyncWithSpan(description, run) };
}

function begin(active: Context, application: object, options: ListenerOptions = {}): Beginning {
  const { isAwaited = false } = emissionIn(active) ?? {};
  const isPutOff = options.async === true || options.nextTick === true;
  // Of a listener that is put off the emitter gets a promise only where that was asked for.
  if (isAwaited && (!isPutOff || options.promisify === true)) {
    return { isAwaited: true, parent: withEntry(active, application) };
  }
  const { parent, links } = beginBelow(active, 'link');
  return { isAwaited: false, parent: apartFromEntry(parent, application), links };
}

/** The span of `@Span()` begins in the method itself. */
function linked(call: ListenerCall, { links }: Beginning): ListenerCall {
  const [instance, key] = call;
  const method = instance[key]!;
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

function dropped(active: Context, application: object): Context {
  return entrySpanIn(active)?.isDropped === true
    ? active
    : new DroppedEntry(application).contextBelow(active);
}

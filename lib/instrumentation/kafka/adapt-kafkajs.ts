import { ROOT_CONTEXT, context as contextApi } from '@opentelemetry/api';
import type { Context, Span } from '@opentelemetry/api';
import type { Instrumentation } from '@opentelemetry/instrumentation';
import type { Method } from '../../spans/imitate.js';
import { isConsumerOfHops, isTransport, markTransport } from '../../spans/nest-transport.js';
import { replaceMethod } from '../../spans/replace-method.js';
import { passThrough } from '../quiet-spans.js';
import { copyBatch, copyRecords } from './copy-records.js';
import type { SentMessage } from './copy-records.js';

type Patch = (original: Method) => Method;
type StartProducerSpan = (topic: string, message: SentMessage, client: unknown) => Span;
type StartConsumerSpan = (start: { readonly ctx?: Context }) => Span;

/**
 * Teaches the instrumentation of KafkaJS what it has no hooks for (0.32), through the methods by
 * which it opens its spans and wraps producers and consumers. With an instrumentation that has none
 * of these nothing happens.
 */
export function adaptKafkaJs(instrumentation: Instrumentation): void {
  replaceMethod(instrumentation, '_startProducerSpan', (start) =>
    openProducerSpan(start as unknown as StartProducerSpan),
  );
  replaceMethod(instrumentation, '_startConsumerSpan', (start) =>
    openConsumerSpan(start as unknown as StartConsumerSpan),
  );
  replaceMethod(instrumentation, '_getSendPatch', withPatch(sendCopyOf(copyRecords)));
  replaceMethod(instrumentation, '_getSendBatchPatch', withPatch(sendCopyOf(copyBatch)));
  replaceMethod(instrumentation, '_getConsumerRunPatch', withPatch(runOutsideOfTraces));
  replaceMethod(instrumentation, '_getConsumerEachMessagePatch', withPatch(keepHopsQuiet));
  replaceMethod(instrumentation, '_getConsumerEachBatchPatch', withPatch(catchThrown));
}

/**
 * A message that carries a trace context already has its span elsewhere, and is left as it is, as
 * is what a transport of Nest sends.
 */
function openProducerSpan(start: StartProducerSpan): Method {
  return function (...args) {
    const [, message] = args as Parameters<StartProducerSpan>;
    const active = contextApi.active();
    return isTransport(active) || carriesTrace(message)
      ? passThrough(active)
      : start.apply(this, args as Parameters<StartProducerSpan>);
  };
}

/** What a transport of Nest consumes gets its span from Nest's own hooks. */
function openConsumerSpan(start: StartConsumerSpan): Method {
  return function (...args) {
    const [{ ctx = ROOT_CONTEXT }] = args as Parameters<StartConsumerSpan>;
    return isTransport(contextApi.active())
      ? passThrough(ctx)
      : start.apply(this, args as Parameters<StartConsumerSpan>);
  };
}

/** Changes what a method of the instrumentation makes, which is a wrapper of a method of KafkaJS. */
function withPatch(change: (patch: Patch) => Patch): (getPatch: Method) => Method {
  return (getPatch) =>
    function (...args) {
      return change(getPatch.apply(this, args) as Patch);
    };
}

/**
 * The instrumentation writes into the messages it is given, so it is given copies: of the caller's,
 * several may share their headers, some may be sent again, and some cannot be written to.
 */
function sendCopyOf(copy: (given: unknown) => unknown): (patch: Patch) => Patch {
  return (patch) => (original) => {
    const traced = patch(original);
    return function (...args) {
      const copied = copy(args[0]);
      // What it does not understand KafkaJS refuses in its own words.
      return copied === undefined ? original.apply(this, args) : traced.call(this, copied);
    };
  };
}

/** What a consumer is given has not to do with the request in which it was started. */
function runOutsideOfTraces(patch: Patch): Patch {
  return (original) =>
    patch(function (...args) {
      return contextApi.with(ROOT_CONTEXT, original, this, ...args);
    });
}

/** The instrumentation ends its spans with a promise, which a function that throws does not return. */
function catchThrown(patch: Patch): Patch {
  return (original) =>
    patch(function (...args) {
      try {
        return original.apply(this, args);
      } catch (error) {
        return Promise.reject(error);
      }
    });
}

/** The metrics stay, which are nobody else's. */
function keepHopsQuiet(patch: Patch): Patch {
  return (original) => {
    const traced = catchThrown(patch)(original);
    return isConsumerOfHops(original)
      ? function (...args) {
          return contextApi.with(markTransport(contextApi.active()), traced, this, ...args);
        }
      : traced;
  };
}

function carriesTrace({ headers }: SentMessage): boolean {
  return Object.keys(headers ?? {}).some((name) => name.toLowerCase() === 'traceparent');
}

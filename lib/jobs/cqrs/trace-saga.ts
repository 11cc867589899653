import { context, ROOT_CONTEXT } from '@opentelemetry/api';
import type { Context } from '@opentelemetry/api';
import { Observable } from 'rxjs';
import type { Subscriber } from 'rxjs';
import { ATTR_NESTJS_CQRS_COMMAND, ATTR_NESTJS_TYPE } from '../../semconv/nestjs-attributes.js';
import type { ResolvedTracingOptions } from '../../options/resolved-options.interface.js';
import { classOf } from '../../spans/class-of.js';
import { isTraceDropped } from '../../spans/dropped-trace.js';
import { failSpan } from '../../spans/end-span.js';
import { guarded } from '../../spans/guarded.js';
import type { Method } from '../../spans/imitate.js';
import { LazySpan } from '../../spans/lazy-span.js';
import { memberName } from '../../spans/recorded-parameters.js';
import { callBelow } from '../../spans/run-with-span.js';
import { isSpanSettled } from '../../spans/trace-method.js';
import { beginWork } from '../job-entry.js';
import { isSkipped, withoutTraces } from '../skipping.js';
import { optionsFor } from './applications.js';

/** What is known of a saga before any event. */
interface Saga {
  /** The provider it is a method of. */
  readonly owner: unknown;
  readonly name: string;
  /** Whether `@Span()` or `@NoSpan()` stands on it, so that none is made here. */
  readonly isSettled: boolean;
  readonly isSkipped: boolean;
}

/**
 * A saga, whose every command is asked for in a span of its own, below the event that caused it or
 * linked to it. It is subscribed to while the application starts, and for as long as that runs: what
 * it starts by itself, such as a timer, belongs to no trace.
 */
export function traceSaga(original: Method, key: string | symbol): Method {
  return function (...args) {
    const commands = context.with(ROOT_CONTEXT, original, this, ...args);
    // Of another copy of rxjs it has to stay the one it is.
    if (!(commands instanceof Observable)) {
      return commands;
    }
    const type = classOf(this);
    const name = type === undefined ? memberName(key) : `${type.name}.${memberName(key)}`;
    return followSaga(commands, {
      owner: this,
      name,
      isSettled: isSpanSettled(original),
      isSkipped: isSkipped(type, original),
    });
  };
}

function followSaga(commands: Observable<unknown>, saga: Saga): Observable<unknown> {
  return new Observable((subscriber) => {
    const observer = {
      next: (command: unknown) => pass(saga, command, subscriber),
      error: (error: unknown) => fail(saga, error, subscriber),
      complete: () => subscriber.complete(),
    };
    return context.with(ROOT_CONTEXT, () => commands.subscribe(observer));
  });
}

/** The active context is the one in which the event was published, as far as rxjs keeps it. */
function pass(saga: Saga, command: unknown, subscriber: Subscriber<unknown>): void {
  const active = context.active();
  const options = saga.isSettled ? undefined : optionsFor(saga.owner, active);
  // What is no command is left out afterwards.
  if (!command || options === undefined) {
    return subscriber.next(command);
  }
  if (saga.isSkipped) {
    return context.with(withoutTraces(active, options), () => subscriber.next(command));
  }
  const span = spanBelow(active, options, saga, command);
  return span === undefined
    ? subscriber.next(command)
    : callBelow(span, () => subscriber.next(command), undefined, []);
}

/** A saga that fails is over: it sees no further event. */
function fail(saga: Saga, error: unknown, subscriber: Subscriber<unknown>): void {
  guarded('recording the error of a saga', () => {
    const active = context.active();
    const options = saga.isSkipped || saga.isSettled ? undefined : optionsFor(saga.owner, active);
    const span = options && spanBelow(active, options, saga);
    if (span !== undefined) failSpan(span, span.description, error);
  });
  subscriber.error(error);
}

function spanBelow(
  active: Context,
  options: ResolvedTracingOptions,
  { name }: Saga,
  command?: unknown,
): LazySpan | undefined {
  const { parent, links } = beginWork(active, options, options.messaging.parent);
  if (isTraceDropped(parent)) {
    return undefined;
  }
  const attributes = {
    [ATTR_NESTJS_TYPE]: 'saga',
    [ATTR_NESTJS_CQRS_COMMAND]: classOf(command)?.name,
  };
  return new LazySpan({ name, attributes, links, hasNoCaller: true }, parent);
}

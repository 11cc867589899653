import type { EventEmitter } from 'node:events';
import { types } from 'node:util';
import { ROOT_CONTEXT, SpanKind, context } from '@opentelemetry/api';
import type { Context } from '@opentelemetry/api';
import type { ResolvedTracingOptions } from '../../../options/resolved-options.interface.js';
import { GrpcStatus, describeGrpcCall } from '../../../semconv/grpc.js';
import { contextOf } from '../../../spans/context-of.js';
import { emitInContext } from '../../../spans/emit-in-context.js';
import { setEntrySpan } from '../../../spans/entry-span.js';
import { guarded } from '../../../spans/guarded.js';
import { imitate } from '../../../spans/imitate.js';
import type { Method } from '../../../spans/imitate.js';
import { extractTraceContext } from '../../../spans/propagation.js';
import type { TraceCarrier } from '../../../spans/propagation.js';
import type { SpanDescription } from '../../../spans/span-description.interface.js';
import { startSpan } from '../../../spans/start-span.js';
import { GrpcServerSpan } from './grpc-server-span.js';

/** What is used of a call as @grpc/grpc-js hands it over. */
interface ServerCall extends EventEmitter {
  readonly metadata: TraceCarrier;
  getDeadline(): Date | number;
}

interface OpenCall {
  readonly span: GrpcServerSpan;
  readonly active: Context;
}

/**
 * A client gives up by its own clock, which mostly is ahead of the server's by the time that the call
 * was on its way: what is cancelled this shortly before the deadline is cancelled for the deadline.
 */
const DEADLINE_SLACK_MS = 50;

/**
 * The method of a service with a SERVER span around each call, until it is answered, cancelled or
 * out of time, whatever the handler returns.
 *
 * @param path `/package.Service/Method`
 */
export function traceGrpcHandler(
  handle: Method,
  path: string,
  options: ResolvedTracingOptions,
): Method {
  const description = describeGrpcCall(SpanKind.SERVER, path);
  const traced: Method = function (call, respond, ...rest) {
    const opened = guarded('opening the span of a gRPC call', open, call, description, options);
    if (opened === undefined) {
      return handle.call(this, call, respond, ...rest);
    }
    const { span, active } = opened;
    const answer = typeof respond === 'function' ? answerThrough(respond, span) : respond;
    return failWith(span, () => context.with(active, handle, this, call, answer, ...rest));
  };
  return imitate(traced, handle);
}

function open(
  argument: unknown,
  description: SpanDescription,
  options: ResolvedTracingOptions,
): OpenCall {
  const call = argument as ServerCall;
  const span = new GrpcServerSpan(options);
  const parent = setEntrySpan(extractTraceContext(call.metadata, ROOT_CONTEXT), span);
  const started = startSpan(description, parent);
  const active = contextOf(started, parent);
  span.open(started);
  emitInContext(call, active, (event, error) => notice(span, call, event, error));
  return { span, active };
}

/** Streams tell their end by events; `cancelled` comes after every end, and alone where nobody answered. */
function notice(
  span: GrpcServerSpan,
  call: ServerCall,
  event: string | symbol,
  error: unknown,
): void {
  if (event === 'error') {
    span.answer(error);
  } else if (event === 'finish') {
    span.answer(undefined);
  } else if (event === 'cancelled') {
    span.close(isOutOfTime(call) ? GrpcStatus.DEADLINE_EXCEEDED : GrpcStatus.CANCELLED);
  }
}

function isOutOfTime(call: ServerCall): boolean {
  return Number(call.getDeadline()) - Date.now() < DEADLINE_SLACK_MS;
}

function answerThrough(respond: Function, span: GrpcServerSpan): Method {
  return function (...args) {
    span.answer(args[0]);
    return (respond as Method).apply(this, args);
  };
}

/** Nobody answers a call whose handler, or a hook before it, has failed past Nest's filters. */
function failWith(span: GrpcServerSpan, work: () => unknown): unknown {
  const fail = (error: unknown): never => {
    span.fail(error);
    throw error;
  };
  try {
    const result = work();
    return types.isPromise(result) ? result.then(undefined, fail) : result;
  } catch (error) {
    return fail(error);
  }
}

import type { EventEmitter } from 'node:events';
import { SpanKind, context } from '@opentelemetry/api';
import type { Attributes, Context } from '@opentelemetry/api';
import { describeGrpcCall } from '../../../semconv/grpc.js';
import { contextOf } from '../../../spans/context-of.js';
import { emitInContext } from '../../../spans/emit-in-context.js';
import { guarded } from '../../../spans/guarded.js';
import type { Method } from '../../../spans/imitate.js';
import { replaceMethod } from '../../../spans/replace-method.js';
import { startSpan } from '../../../spans/start-span.js';
import { CallSpan } from './call-span.js';
import { withMetadata } from '../carriers/carry-in-grpc-metadata.js';
import type { MetadataSource } from '../carriers/carry-in-grpc-metadata.js';
import { describeTarget } from './describe-target.js';

/** What is used of a client of @grpc/grpc-js, whose class Nest makes for one ClientGrpcProxy alone. */
export interface GrpcClient extends MetadataSource {
  getChannel(): { getTarget(): string };
}

/** A method of such a client, which carries its definition. */
interface CallMethod extends Method {
  readonly path: string;
  readonly requestStream: boolean;
  readonly responseStream: boolean;
}

/** Gives each call of each method of a client, and of others of its class, a CLIENT span. */
export function traceGrpcClient(client: GrpcClient): void {
  const prototype = Object.getPrototypeOf(client) as object;
  const server = guarded('describing a gRPC channel', describeServer, client);
  for (const key of Object.keys(prototype)) {
    replaceMethod(prototype, key, (method) =>
      isCallMethod(method) ? (traceCalls(method, server) as Method) : undefined,
    );
  }
}

function describeServer(client: GrpcClient): Attributes {
  return describeTarget(client.getChannel().getTarget());
}

function isCallMethod(method: Partial<CallMethod> & Method): method is CallMethod {
  return typeof method.path === 'string' && typeof method.responseStream === 'boolean';
}

function traceCalls(method: CallMethod, server: Attributes | undefined) {
  const { name, kind, attributes } = describeGrpcCall(SpanKind.CLIENT, method.path);
  const description = { name, kind, attributes: { ...attributes, ...server } };
  return function (this: GrpcClient, ...args: unknown[]): unknown {
    const outer = context.active();
    const started = startSpan(description, outer);
    const active = contextOf(started, outer);
    const span = new CallSpan(started);
    const given = guarded('preparing a gRPC call', prepare, this, method, args, active) ?? args;
    try {
      const answered = method.responseStream ? given : answerIn(outer, given, span);
      const call = context.with(active, method, this, ...answered);
      guarded('following a gRPC call', follow, call as EventEmitter, outer, span);
      return call;
    } catch (error) {
      span.fail(error);
      throw error;
    }
  };
}

/** Arguments that @grpc/grpc-js will refuse stay as they are, to be refused as before. */
function prepare(
  client: GrpcClient,
  { requestStream, responseStream }: CallMethod,
  args: unknown[],
  active: Context,
): unknown[] {
  const position = requestStream ? 0 : 1;
  const isRefused = !responseStream && (args[position] ?? undefined) === undefined;
  return isRefused ? args : withMetadata(client, args, position, active);
}

/** The answer of a call that has one comes to the last argument, in the context of the call. */
function answerIn(outer: Context, args: unknown[], span: CallSpan): unknown[] {
  const callback = args.at(-1);
  if (typeof callback !== 'function') {
    return args;
  }
  const answer = (...results: unknown[]): unknown => {
    span.answer(results[0]);
    return context.with(outer, callback as Method, undefined, ...results);
  };
  return [...args.slice(0, -1), answer];
}

/** Whoever listens to a call does so in the context in which it was made. */
function follow(call: EventEmitter, outer: Context, span: CallSpan): void {
  emitInContext(call, outer, (event, argument) => {
    if (event === 'error') {
      span.fail(argument);
    } else if (event === 'status') {
      span.close(argument);
    } else if (event === 'data') {
      span.noteAnswer();
    }
  });
}

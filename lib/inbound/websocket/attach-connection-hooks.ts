import 'reflect-metadata';
import type { ModulesContainer } from '@nestjs/core';
import { SpanKind, context } from '@opentelemetry/api';
import { classesOf } from '../../spans/classes-of.js';
import { isTraceDropped } from '../../spans/dropped-trace.js';
import type { Method } from '../../spans/imitate.js';
import { setEntrySpan } from '../../spans/entry-span.js';
import { replaceMethod } from '../../spans/replace-method.js';
import { callInSpan } from '../../spans/run-with-span.js';
import { isSpanSettled } from '../../spans/trace-method.js';
import { GATEWAY_METADATA } from '../../tracing.internal-constants.js';
import { connectionOf } from './connection.js';
import type { Connection, Origin } from './connection.js';

interface ConnectionHook {
  readonly key: 'handleConnection' | 'handleDisconnect';
  readonly kind: SpanKind;
  readonly originOf: (connection: Connection) => Origin;
}

/** In which trace each of them is: a client waits while it connects; nobody waits when it has left. */
const HOOKS: readonly ConnectionHook[] = [
  { key: 'handleConnection', kind: SpanKind.SERVER, originOf: ({ handshake }) => handshake },
  { key: 'handleDisconnect', kind: SpanKind.INTERNAL, originOf: ({ afterwards }) => afterwards },
];

/**
 * Gives `handleConnection()` and `handleDisconnect()` of every gateway a span: the first in the
 * trace of the handshake, the other in one of its own. Neither is a child of whatever happened to
 * be active, and nothing lasts as long as the connection.
 */
export function attachConnectionHooks(modules: ModulesContainer): void {
  for (const { providers } of modules.values()) {
    classesOf(providers)
      .filter((type) => Reflect.hasMetadata(GATEWAY_METADATA, type))
      .forEach((type) => HOOKS.forEach((hook) => attachHook(type.prototype as object, hook)));
  }
}

function attachHook(prototype: object, hook: ConnectionHook): void {
  replaceMethod(prototype, hook.key, (method) =>
    isSpanSettled(method) ? undefined : traceHook(method, hook),
  );
}

function traceHook(method: Method, { key, kind, originOf }: ConnectionHook): Method {
  const call = callInSpan(method);
  return function (...args) {
    const connection = connectionOf(args[0]);
    if (connection === undefined) {
      return method.apply(this, args);
    }
    const { parent: origin, links } = originOf(connection);
    const parent = setEntrySpan(origin, connection.entry);
    // By the class of this gateway, which may have the method from another.
    const name = `${(this as object).constructor.name}.${key}`;
    return isTraceDropped(parent)
      ? context.with(parent, method, this, ...args)
      : call({ name, kind, links }, parent, method, this, args);
  };
}

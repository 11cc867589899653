import { ROOT_CONTEXT, context, propagation, trace } from '@opentelemetry/api';
import type { IncomingHttpHeaders } from 'node:http';
import type { Context, TextMapGetter, TextMapSetter } from '@opentelemetry/api';
import { guarded } from './guarded.js';

/**
 * Headers as HTTP clients and brokers hold them: an object (values may be arrays), a `Map`, or
 * something that is read and written by methods, such as `Headers`.
 *
 * @publicApi
 */
export type TraceCarrier = Record<string, unknown> | Map<string, unknown> | TraceCarrierMethods;

/**
 * Headers that are read and written by methods, such as those of `fetch`.
 *
 * @publicApi
 */
export interface TraceCarrierMethods {
  /** @returns the value under this name; undefined or null where there is none */
  get(name: string): unknown;

  /** Puts the value in the place of those under this name. */
  set(name: string, value: string): unknown;
}

/**
 * Writes the trace context and baggage into the headers given, which are changed and returned, in the
 * formats of the option `propagators`: unless it says otherwise, `traceparent` and its like.
 *
 * @param headers plain object, `Headers`, or `Map`
 * @param from context to write; the active one unless given
 * @returns the very same headers
 * @see https://www.w3.org/TR/trace-context/
 * @publicApi
 */
export function injectTraceContext<C extends TraceCarrier>(
  headers: C,
  from: Context = context.active(),
): C {
  guarded('a propagator', inject, from, headers);
  return headers;
}

/**
 * Reads trace context and baggage from headers, whatever the case of their names; values may be
 * arrays or Buffers. Run work in the result with `context.with()` to continue the sender's trace.
 *
 * @param headers plain object, `Headers`, or `Map`; undefined or null counts as empty
 * @param into context to extend; the active one unless given
 * @returns the extended context; `into` where the headers hold no trace, or one that is malformed
 * @see https://www.w3.org/TR/trace-context/
 * @publicApi
 */
export function extractTraceContext(
  headers: TraceCarrier | null | undefined,
  into: Context = context.active(),
): Context {
  return headers === null || headers === undefined
    ? into
    : (guarded('a propagator', extract, into, headers) ?? into);
}

function inject(from: Context, headers: TraceCarrier): void {
  propagation.inject(from, headers, SETTER);
}

function extract(into: Context, headers: TraceCarrier): Context {
  return propagation.extract(into, headers, GETTER);
}

/** Whether plain headers hold a trace context already, in a format that is read here. */
export function carriesTraceContext(headers: object | null | undefined): boolean {
  const sender = extractTraceContext(headers as TraceCarrier | null | undefined, ROOT_CONTEXT);
  return trace.getSpanContext(sender) !== undefined;
}

/** The names by which a trace context is recognised, in the formats that are read here. */
export function traceContextFields(): string[] {
  return propagation.fields().filter((name) => name !== 'baggage' && name !== 'tracestate');
}

/** The trace context of a request as Node received it, whose header names are in lower case. */
export function extractFromRequest(headers: IncomingHttpHeaders): Context {
  return guarded('a propagator', extractRequest, headers) ?? ROOT_CONTEXT;
}

function extractRequest(headers: IncomingHttpHeaders): Context {
  return propagation.extract(ROOT_CONTEXT, headers, REQUEST_GETTER);
}

const REQUEST_GETTER: TextMapGetter<IncomingHttpHeaders> = {
  keys: (headers) => Object.keys(headers),
  get: (headers, name) => headers[name.toLowerCase()],
};

const SETTER: TextMapSetter<TraceCarrier> = {
  set(carrier, key, value) {
    if (carrier instanceof Map) {
      carrier.set(findKey(carrier.keys(), key) ?? key, value);
    } else if (isAccessor(carrier)) {
      carrier.set(key, value);
    } else {
      const sameKey = findKey(Object.keys(carrier), key);
      carrier[sameKey ?? key] = value;
    }
  },
};

const GETTER: TextMapGetter<TraceCarrier> = {
  keys(carrier) {
    return isIterableOfKeys(carrier) ? [...carrier.keys()] : Object.keys(carrier);
  },
  get(carrier, key) {
    return headerValue(isAccessor(carrier) ? getAny(carrier, key) : readAny(carrier, key));
  },
};

interface Accessor {
  get(name: string): unknown;
  set(name: string, value: string): unknown;
}

function isAccessor(carrier: TraceCarrier): carrier is Accessor {
  return typeof carrier.get === 'function' && typeof carrier.set === 'function';
}

function isIterableOfKeys(carrier: TraceCarrier): carrier is Map<string, unknown> {
  return isAccessor(carrier) && 'keys' in carrier && typeof carrier.keys === 'function';
}

/** `Headers` ignores case by itself; a `Map` does not, nor do the headers of NATS, whose nothing is ''. */
function getAny(carrier: Accessor, key: string): unknown {
  const value = carrier.get(key);
  if (value !== undefined && value !== null && value !== '') {
    return value;
  }
  const sameKey = isIterableOfKeys(carrier) ? findKey(carrier.keys(), key) : undefined;
  return sameKey === undefined ? undefined : carrier.get(sameKey);
}

function readAny(carrier: Record<string, unknown>, key: string): unknown {
  if (carrier[key] !== undefined) {
    return carrier[key];
  }
  const sameKey = findKey(Object.keys(carrier), key);
  return sameKey === undefined ? undefined : carrier[sameKey];
}

function findKey(keys: Iterable<unknown>, wanted: string): string | undefined {
  const lowerCase = wanted.toLowerCase();
  for (const key of keys) {
    if (typeof key === 'string' && key.toLowerCase() === lowerCase) {
      return key;
    }
  }
  return undefined;
}

function headerValue(value: unknown): string | string[] | undefined {
  return Array.isArray(value)
    ? value.map(textOf).filter((text) => text !== undefined)
    : textOf(value);
}

/** Anything else comes from strangers, who may have made it so that it cannot become a string. */
function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') {
    return value;
  }
  return Buffer.isBuffer(value) ? value.toString() : undefined;
}

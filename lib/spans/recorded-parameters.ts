import 'reflect-metadata';
import type { Attributes } from '@opentelemetry/api';
import { SPAN_ATTRIBUTES_METADATA } from '../tracing.internal-constants.js';
import { toAttributeValue } from './attribute-value.js';
import { guarded, heardOut } from './guarded.js';

/** One parameter of a method that is recorded as an attribute. */
export interface RecordedParameter {
  readonly index: number;
  readonly attribute: string;
  readonly read: (argument: never) => unknown;
}

/** Where a method stands: on a prototype, or on the class itself when it is static. */
export interface MethodPlace {
  readonly target: object;
  readonly key: string | symbol;
}

/** `OrdersService.place`, for static and symbol-named methods too. */
export function methodName({ target, key }: MethodPlace): string {
  const owner = typeof target === 'function' ? target : target.constructor;
  return `${owner.name}.${memberName(key)}`;
}

/** `place`, or `[place]` for a symbol. */
export function memberName(key: string | symbol): string {
  return typeof key === 'symbol' ? `[${key.description ?? ''}]` : key;
}

export function recordParameter({ target, key }: MethodPlace, parameter: RecordedParameter): void {
  const parameters = [parameter, ...recordedParameters({ target, key })];
  Reflect.defineMetadata(SPAN_ATTRIBUTES_METADATA, parameters, target, key);
}

export function recordedParameters({ target, key }: MethodPlace): readonly RecordedParameter[] {
  const parameters = Reflect.getOwnMetadata(SPAN_ATTRIBUTES_METADATA, target, key) as unknown;
  return (parameters ?? []) as readonly RecordedParameter[];
}

const CALLBACK = 'a callback of @SpanAttribute()';

/** The attributes of one call; an argument that is absent, or no fit value, gives none. */
export function readParameters(
  parameters: readonly RecordedParameter[],
  args: readonly unknown[],
): Attributes {
  const attributes: Attributes = {};
  for (const { index, attribute, read } of parameters) {
    attributes[attribute] = guarded(CALLBACK, () =>
      toAttributeValue(heardOut(CALLBACK, read(args[index] as never))),
    );
  }
  return attributes;
}

import type { Attributes, Link } from '@opentelemetry/api';
import { guarded, heardOut } from '../spans/guarded.js';
import { methodName, readParameters, recordedParameters } from '../spans/recorded-parameters.js';
import type { MethodPlace, RecordedParameter } from '../spans/recorded-parameters.js';
import type { MethodSpan } from '../spans/trace-method.js';
import type { SpanDecoratorOptions } from './span-options.interface.js';

const CALLBACK = 'a callback of @Span()';

/** Turns what a user said of a method into the description of its spans, once, when the class is defined. */
export function describeMethod(place: MethodPlace, options: SpanDecoratorOptions): MethodSpan {
  const { name = methodName(place), kind, onResult, root, recordException } = options;
  // Frozen, so that the engine checks and encodes them once.
  const attributes =
    typeof options.attributes === 'object' ? Object.freeze({ ...options.attributes }) : undefined;
  const links = Array.isArray(options.links) ? options.links : undefined;
  return {
    description: { name, kind, attributes, links, root, onResult, recordException },
    describeCall: describeCall(options, recordedParameters(place)),
  };
}

/** What depends on the arguments; undefined where nothing does, so that calls pay for none of it. */
function describeCall(options: SpanDecoratorOptions, parameters: readonly RecordedParameter[]) {
  const attributes = typeof options.attributes === 'function' ? options.attributes : undefined;
  const links = typeof options.links === 'function' ? options.links : undefined;
  if (attributes === undefined && links === undefined && parameters.length === 0) {
    return undefined;
  }
  return (args: unknown[]) => ({
    attributes: {
      ...(attributes &&
        guardedCallback(() => ({ ...heardOut(CALLBACK, attributes(...(args as never[]))) }))),
      ...readParameters(parameters, args),
    },
    ...(links && {
      links: guardedCallback(() => [...(heardOut(CALLBACK, links(...(args as never[]))) ?? [])]),
    }),
  });
}

/** What a callback returned is copied in it: reading a foreign object may throw as calling may. */
function guardedCallback<R extends Attributes | Link[]>(callback: () => R): R | undefined {
  return guarded(CALLBACK, callback);
}

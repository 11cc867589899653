import type { Attributes } from '@opentelemetry/api';
import type { LayerName, LayerPattern } from '../options/layers.interface.js';
import type { ResolvedLayer } from '../options/resolved-options.interface.js';
import { ATTR_NESTJS_GUARD_REFUSED, ATTR_NESTJS_TYPE } from '../semconv/nestjs-attributes.js';
import { matchesPattern } from '../spans/matches-pattern.js';
import type { SpanDescription } from '../spans/span-description.interface.js';

/** What the spans of one method are in one class: decided once, for every call to come. */
export interface LayerPlan {
  readonly description: SpanDescription;
  /** Of the part of an interceptor that runs after the handler. */
  readonly afterwards: SpanDescription;
  readonly minDurationMs: number;
}

const TYPES: Readonly<Record<LayerName, string>> = {
  middleware: 'middleware',
  guards: 'guard',
  interceptors: 'interceptor',
  pipes: 'pipe',
  handlers: 'handler',
  filters: 'filter',
  providers: 'provider',
};

/** A provider's Observable may be held by somebody else, and a filter's is the answer to an error. */
const KEPT_OBSERVABLES: ReadonlySet<LayerName> = new Set(['providers', 'filters']);

/**
 * The plan for one method of a layer, undefined where it has no spans.
 *
 * @param className undefined for a function
 * @param method name of the method or function
 */
export function planLayer(
  name: LayerName,
  layer: ResolvedLayer | undefined,
  className: string | undefined,
  method: string,
): LayerPlan | undefined {
  const spanName = className ? `${className}.${method}` : method;
  if (layer === undefined || !isShown(layer, [className || method, spanName])) {
    return undefined;
  }
  // Frozen, so that the engine checks and encodes them once.
  const attributes = Object.freeze({ [ATTR_NESTJS_TYPE]: TYPES[name] });
  return {
    description: {
      name: spanName,
      attributes,
      onResult: name === 'guards' ? refusal : undefined,
      endsWithEntry: name === 'handlers',
      followsObservables: !KEPT_OBSERVABLES.has(name),
    },
    afterwards: { name: `${spanName} (after)`, attributes },
    minDurationMs: layer.minDurationMs,
  };
}

const REFUSED: Attributes = Object.freeze({ [ATTR_NESTJS_GUARD_REFUSED]: true });

/** A guard that lets a request pass says nothing; one that refuses it is always told of. */
function refusal(isAllowed: unknown): Attributes | undefined {
  return isAllowed ? undefined : REFUSED;
}

function isShown({ include, exclude }: ResolvedLayer, names: readonly string[]): boolean {
  const isNamed = (pattern: LayerPattern) => names.some((name) => matches(pattern, name));
  return (include === undefined || include.some(isNamed)) && !exclude.some(isNamed);
}

function matches(pattern: LayerPattern, name: string): boolean {
  return typeof pattern === 'string' ? pattern === name : matchesPattern(name, pattern);
}

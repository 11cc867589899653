import type {
  Instrumentation,
  InstrumentationModuleDefinition,
} from '@opentelemetry/instrumentation';

/** The part of an instrumentation that its type keeps to itself. */
interface WithDefinitions {
  readonly _modules?: InstrumentationModuleDefinition[];
  getModuleDefinitions?(): InstrumentationModuleDefinition[];
  isEnabled?(): boolean;
}

const definitions = new WeakMap<object, InstrumentationModuleDefinition[]>();

/** What the enabled ones among these instrumentations patch, in which packages. */
export function definitionsOf(
  instrumentations: readonly Instrumentation[],
): InstrumentationModuleDefinition[] {
  return instrumentations.filter(isEnabled).flatMap(definitionsOfOne);
}

function isEnabled(instrumentation: object): boolean {
  return (instrumentation as WithDefinitions).isEnabled?.() !== false;
}

function definitionsOfOne(instrumentation: object): InstrumentationModuleDefinition[] {
  const known = definitions.get(instrumentation) ?? readDefinitions(instrumentation);
  definitions.set(instrumentation, known);
  return known;
}

/**
 * Reads the very objects the hook for `require` works with, since they remember what it has done;
 * `getModuleDefinitions()` makes new ones at every call. Some instrumentations, redis among them,
 * have none of their own and are made of others.
 */
function readDefinitions(instrumentation: WithDefinitions): InstrumentationModuleDefinition[] {
  const parts = Object.values(instrumentation).filter(hasDefinitions);
  const own = instrumentation._modules ?? instrumentation.getModuleDefinitions?.() ?? [];
  return [...own, ...parts.flatMap(definitionsOfOne)];
}

function hasDefinitions(value: unknown): value is WithDefinitions {
  return (
    typeof value === 'object' &&
    value !== null &&
    typeof (value as WithDefinitions).getModuleDefinitions === 'function'
  );
}

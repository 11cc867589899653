import type {
  Instrumentation,
  InstrumentationModuleDefinition,
} from '@opentelemetry/instrumentation';
import { keepLedger } from './patch-ledger.js';

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
  return instrumentations.filter(isEnabled).flatMap(prepareDefinitions);
}

function isEnabled(instrumentation: object): boolean {
  return (instrumentation as WithDefinitions).isEnabled?.() !== false;
}

/** What an instrumentation patches. From the first call on it remembers what it has patched. */
export function prepareDefinitions(instrumentation: object): InstrumentationModuleDefinition[] {
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
  for (const target of own.flatMap((definition) => [definition, ...definition.files])) {
    keepLedger(target, isEnabled(instrumentation));
  }
  return [...own, ...parts.flatMap(prepareDefinitions)];
}

function hasDefinitions(value: unknown): value is WithDefinitions {
  return (
    typeof value === 'object' &&
    value !== null &&
    typeof (value as WithDefinitions).getModuleDefinitions === 'function'
  );
}

import { isBuiltin } from 'node:module';
import { ProxyTracerProvider } from '@opentelemetry/api';
import type { Instrumentation } from '@opentelemetry/instrumentation';
import type { ChosenLibrary } from './choose-libraries.js';
import { tryConstruct } from './construct-instrumentation.js';
import { catalogEntryOf } from './point-at-provider.js';
import type { InstrumentedLibrary } from '../options/instrumentations.interface.js';

interface Kept {
  readonly instrumentation: Instrumentation;
  config: object;
}

/**
 * Patches hold for the whole process, so an instrumentation is constructed once in a process and
 * serves every application after that.
 */
const kept = new Map<InstrumentedLibrary, Kept>();
const enabled = new Set<Instrumentation>();

/** A provider that was never given another to delegate to: its spans record nothing. */
export const silence = new ProxyTracerProvider();

/** The instrumentation of a library, configured as chosen; undefined when it cannot be had. */
export function obtainInstrumentation(chosen: ChosenLibrary): Instrumentation | undefined {
  const known = kept.get(chosen.library);
  if (known !== undefined) {
    reconfigure(known, chosen.config);
    return known.instrumentation;
  }
  const instrumentation = tryConstruct(chosen);
  if (instrumentation !== undefined) {
    kept.set(chosen.library, { instrumentation, config: chosen.config });
  }
  return instrumentation;
}

/** Whether the instrumentation of a library was made in this process. */
export function isKept(library: InstrumentedLibrary): boolean {
  return kept.has(library);
}

export function enable(instrumentation: Instrumentation): void {
  enabled.add(instrumentation);
  instrumentation.enable();
}

/** Disables all that were ever attached but for these. */
export function disableOthers(instrumentations: Pick<ReadonlySet<Instrumentation>, 'has'>): void {
  for (const instrumentation of [...enabled].filter((one) => !instrumentations.has(one))) {
    disable(instrumentation);
  }
}

/** Disables those that change modules of Node, until they are enabled again. */
export function releaseNode(): void {
  [...enabled].filter(changesNode).forEach(disable);
}

function changesNode(instrumentation: Instrumentation): boolean {
  const { modules = [] } = catalogEntryOf(instrumentation) ?? {};
  return modules.some((name) => isBuiltin(name));
}

/** Upstream takes back its patches of only the last copy of a package; silence stills the others. */
function disable(instrumentation: Instrumentation): void {
  enabled.delete(instrumentation);
  instrumentation.disable();
  instrumentation.setTracerProvider(silence);
}

/**
 * Hooks are read at each call, but a switch such as `disableIncomingRequestInstrumentation` also
 * decides what is patched: then the patches are taken back under the old configuration and made
 * again under the new. JSON leaves the hooks out, which are new functions every time.
 */
function reconfigure(known: Kept, config: object): void {
  const { instrumentation } = known;
  if (JSON.stringify(config) !== JSON.stringify(known.config)) {
    disable(instrumentation);
  }
  instrumentation.setConfig(config);
  known.config = config;
}

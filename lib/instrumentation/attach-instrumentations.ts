import type { TracerProvider } from '@opentelemetry/api';
import type { Instrumentation } from '@opentelemetry/instrumentation';
import type { Companion } from './catalog.js';
import { chooseLibraries } from './choose-libraries.js';
import { takeHandedOver } from './clients/handed-over-clients.js';
import type { InstrumentationsOption } from '../options/instrumentations.interface.js';
import { disableOthers } from './kept-instrumentations.js';
import { watchModuleLoads } from './late-patch/watch-module-loads.js';
import { ListeningLibraries } from './listening-libraries.js';
import { noteEarlyPackages } from './report/early-packages.js';

/** What listens now. */
export type AttachedInstrumentations = Pick<
  ListeningLibraries,
  'libraries' | 'chosen' | 'instrumentations' | 'sweep'
>;

let current: ListeningLibraries | undefined;

/**
 * Has the libraries of this process make spans with the provider given, whether they were loaded
 * before or will be later. The last call decides for the whole process: what it does not name is
 * switched off.
 *
 * @param beside packages that need a patch of ours whichever libraries are listened to
 */
export function attachInstrumentations(
  option: InstrumentationsOption,
  provider: TracerProvider,
  beside: readonly Companion[] = [],
): AttachedInstrumentations {
  noteEarlyPackages();
  const chosen = isList(option) ? [] : chooseLibraries(option);
  const listening = new ListeningLibraries(chosen, provider, beside);
  for (const instrumentation of isList(option) ? option : []) {
    listening.listen(instrumentation.instrumentationName, instrumentation);
  }
  disableOthers(listening.enabled);
  current = listening;
  if (option !== false || beside.length > 0) {
    watchModuleLoads({
      onLoading: (name) => current?.onLoading(name),
      onLoaded: (name) => current?.onLoaded(name),
      onNewExports: (name) => current?.onNewExports(name),
    });
  }
  listening.sweep();
  takeHandedOver(listening);
  return listening;
}

function isList(option: InstrumentationsOption): option is readonly Instrumentation[] {
  return Array.isArray(option);
}

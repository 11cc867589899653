import type { TracerProvider } from '@opentelemetry/api';
import type { Instrumentation } from '@opentelemetry/instrumentation';
import { chooseLibraries } from './choose-libraries.js';
import type {
  InstrumentationsConfig,
  InstrumentationsOption,
} from '../options/instrumentations.interface.js';
import {
  enabledInstrumentations,
  enableOnly,
  obtainInstrumentation,
} from './kept-instrumentations.js';
import { latePatch, latePatchPackage } from './late-patch/late-patch.js';
import { watchModuleLoads } from './late-patch/watch-module-loads.js';
import { pointAtProvider } from './point-at-provider.js';

/** What listens now. */
export interface AttachedInstrumentations {
  /** The libraries of the catalog, or for instrumentations the user brought, their names. */
  readonly libraries: readonly string[];

  /**
   * Patches what was loaded meanwhile past every hook. Cheap, and changes nothing twice.
   *
   * @returns how many modules were patched
   */
  sweep(): number;
}

interface Attachment {
  readonly name: string;
  readonly instrumentation: Instrumentation;
}

/**
 * Has the libraries of this process make spans with the provider given, whether they were loaded
 * before or will be later. The last call decides for the whole process: what it does not name is
 * switched off.
 */
export function attachInstrumentations(
  option: InstrumentationsOption,
  provider: TracerProvider,
): AttachedInstrumentations {
  const attachments = isList(option) ? option.map(bring) : chooseAttachments(option);
  const instrumentations = attachments.map(({ instrumentation }) => instrumentation);
  pointAtProvider(instrumentations, provider);
  enableOnly(instrumentations);
  watchModuleLoads((loaded) => latePatchPackage(enabledInstrumentations(), loaded));
  sweep();
  return { libraries: attachments.map(({ name }) => name), sweep };
}

function sweep(): number {
  return latePatch(enabledInstrumentations());
}

function bring(instrumentation: Instrumentation): Attachment {
  return { name: instrumentation.instrumentationName, instrumentation };
}

function chooseAttachments(option: 'auto' | false | InstrumentationsConfig): Attachment[] {
  return chooseLibraries(option).flatMap((chosen) => {
    const instrumentation = obtainInstrumentation(chosen);
    return instrumentation === undefined ? [] : [{ name: chosen.library, instrumentation }];
  });
}

function isList(option: InstrumentationsOption): option is readonly Instrumentation[] {
  return Array.isArray(option);
}

import type { TracingModuleOptions } from '../../options/tracing-options.interface.js';
import { RECORDING_OPTIONS } from '../../tracing.internal-constants.js';
import { ApplicationRecording } from './application-recording.js';

/** What is used of Nest's ModulesContainer. */
interface Modules {
  values(): Iterable<{ readonly providers: ReadonlyMap<unknown, { readonly instance: unknown }> }>;
}

const recordings = new WeakMap<Modules, ApplicationRecording>();

/**
 * The recording of an application under test; undefined for one as in production. It is looked up
 * and not injected: the module of an ordinary application is not to be made later for it, after
 * providers whose constructors log or call something.
 */
export function recordingIn(modules: Modules): ApplicationRecording | undefined {
  let recording = recordings.get(modules);
  if (recording === undefined) {
    const asked = optionsOfTest(modules);
    if (asked !== undefined) {
      recording = new ApplicationRecording(asked);
      recordings.set(modules, recording);
    }
  }
  return recording;
}

function optionsOfTest(modules: Modules): TracingModuleOptions | undefined {
  for (const { providers } of modules.values()) {
    const options = providers.get(RECORDING_OPTIONS);
    if (options !== undefined) {
      return options.instance as TracingModuleOptions;
    }
  }
  return undefined;
}

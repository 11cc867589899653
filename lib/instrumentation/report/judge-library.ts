import { reportMessages } from '../../errors/report-messages.js';
import type { InstrumentedLibrary } from '../../options/instrumentations.interface.js';
import { LIBRARY_TRAITS } from './library-traits.js';
import type { LibraryTraits } from './library-traits.js';
import type { LibraryFacts } from './report-facts.interface.js';
import type {
  LibraryDiagnostics,
  TracedBy,
  TracingFinding,
} from './tracing-diagnostics.interface.js';

/** Says of a copy how it is traced, or why it is not. */
export function judgeLibrary(facts: LibraryFacts, isGuest: boolean): LibraryDiagnostics {
  const { library, packageName, version, folder } = facts;
  const tracedBy = howTraced(facts);
  const finding = tracedBy === undefined ? whyNot(facts, isGuest) : gapOf(facts, tracedBy);
  return {
    library,
    packageName,
    ...(version === undefined ? undefined : { version }),
    ...(folder === undefined ? undefined : { folder }),
    ...(tracedBy === undefined ? undefined : { tracedBy }),
    ...(finding === undefined ? undefined : { finding }),
  };
}

/** Whether other spans tell of the same work, so that their lack is no reason to warn. */
export function isExtra({ library, isNamed }: LibraryFacts): boolean {
  return traitsOf(library).isExtra === true && !isNamed;
}

function howTraced(facts: LibraryFacts): TracedBy | undefined {
  const { listening, needsPatch, outcomes, isHelped } = facts;
  if (listening === 'on' && !needsPatch) {
    return 'built in';
  }
  if (listening === 'on' && outcomes.includes('late')) {
    return 'late';
  }
  if (listening === 'on' && outcomes.includes('hook')) {
    return 'hook';
  }
  return isHelped ? 'helper' : undefined;
}

function whyNot(facts: LibraryFacts, isGuest: boolean): TracingFinding {
  if (facts.listening === 'missing') {
    const message = reportMessages.instrumentationMissing(facts);
    return { code: 'INSTRUMENTATION_MISSING', message };
  }
  if (facts.listening === 'broken') {
    return { code: 'INSTRUMENTATION_BROKEN', message: reportMessages.instrumentationBroken(facts) };
  }
  if (facts.listening === 'off') {
    return isGuest
      ? { code: 'OTHER_PROVIDER', message: reportMessages.leftToOwner(facts) }
      : { code: 'SWITCHED_OFF', message: reportMessages.switchedOff(facts) };
  }
  return whyNotPatched(facts);
}

function whyNotPatched(facts: LibraryFacts): TracingFinding {
  const { isSupported, supportedVersions, outcomes, library } = facts;
  if (!isSupported) {
    const message = reportMessages.unsupportedVersion(facts, supportedVersions);
    return { code: 'UNSUPPORTED_VERSION', message };
  }
  if (outcomes.includes('failed')) {
    return { code: 'PATCH_FAILED', message: reportMessages.patchFailed(facts) };
  }
  const message = reportMessages.notPatchable(facts, traitsOf(library).helper);
  return { code: 'NOT_PATCHABLE', message };
}

function gapOf(facts: LibraryFacts, tracedBy: TracedBy): TracingFinding | undefined {
  const { helper, earlyGap } = traitsOf(facts.library);
  if (facts.outcomes.includes('failed')) {
    return { code: 'PATCH_FAILED', message: reportMessages.patchFailed(facts) };
  }
  return facts.isEarly && tracedBy === 'late' && earlyGap !== undefined
    ? { code: 'LOADED_EARLY', message: reportMessages.loadedEarly(facts, earlyGap, helper) }
    : undefined;
}

function traitsOf(library: string): LibraryTraits {
  return LIBRARY_TRAITS[library as InstrumentedLibrary] ?? {};
}

import { reportMessages } from '../../errors/report-messages.js';
import type { ResolvedTracingOptions } from '../../options/resolved-options.interface.js';
import { describeExporters } from './describe-exporters.js';
import { samplingOf } from './describe-sampling.js';
import { judgeApi, judgeBlockedApi } from './judge-api.js';
import { isExtra, judgeLibrary } from './judge-library.js';
import type { MachineFacts, NestPart, ReportFacts } from './report-facts.interface.js';
import type {
  DeliveryDiagnostics,
  DiagnosticCode,
  LibraryDiagnostics,
  TracingDiagnostics,
  TracingFinding,
  TracingState,
} from './tracing-diagnostics.interface.js';

/** What is to be mended; all else is a note. */
const PROBLEMS: ReadonlySet<DiagnosticCode> = new Set([
  'UNSUPPORTED_VERSION',
  'INSTRUMENTATION_MISSING',
  'INSTRUMENTATION_BROKEN',
  'PATCH_FAILED',
  'NOT_PATCHABLE',
  'API_COPY_IN_CHARGE',
  'API_COPY_TOO_NEW',
]);

/** Makes of the facts what can be told. */
export function diagnose(facts: ReportFacts): TracingDiagnostics {
  const { serviceName } = facts.machine;
  const state = stateOf(facts);
  return freezeDeeply(
    state === 'off'
      ? { serviceName, state, libraries: [], problems: [], notes: judgeState(facts, state) }
      : { serviceName, state, ...placeOf(facts, state), ...judgeAll(facts, state) },
  );
}

function stateOf({ options, machine, api }: ReportFacts): TracingState {
  if (!options.enabled) {
    return 'off';
  }
  if (machine.owner === 'own') {
    return 'on';
  }
  if (machine.owner === 'foreign') {
    return 'guest';
  }
  // Nobody's: another copy of the API refused ours, or a later application switched tracing off.
  const isRefused = machine.owner === 'none' && api.own !== undefined && api.inCharge !== undefined;
  return isRefused && api.inCharge !== api.own?.version ? 'blocked' : 'replaced';
}

type Judgement = Pick<TracingDiagnostics, 'libraries' | 'problems' | 'notes'>;

function judgeAll(facts: ReportFacts, state: TracingState): Judgement {
  const libraries: LibraryDiagnostics[] = facts.nest.map(describeNestPart);
  const problems: TracingFinding[] = [];
  const notes: TracingFinding[] = [];
  for (const finding of judgeState(facts, state)) {
    (PROBLEMS.has(finding.code) ? problems : notes).push(finding);
  }
  for (const library of facts.libraries) {
    const judged = judgeLibrary(library, state === 'guest');
    const { finding } = judged;
    libraries.push(judged);
    if (finding !== undefined && PROBLEMS.has(finding.code) && !isExtra(library)) {
      problems.push(finding);
    } else if (finding !== undefined && !isAsAskedFor(finding)) {
      notes.push(finding);
    }
  }
  return { libraries, problems, notes };
}

/** What the library's own row says is enough. */
function isAsAskedFor({ code }: TracingFinding): boolean {
  return code === 'SWITCHED_OFF' || code === 'OTHER_PROVIDER';
}

function judgeState(facts: ReportFacts, state: TracingState): TracingFinding[] {
  const { machine, options, api } = facts;
  const judgements: Record<TracingState, () => TracingFinding[]> = {
    on: () => [
      ...judgeExporter(options),
      ...judgeBundle(facts),
      ...judgeApi(api),
      ...judgePlace(machine),
      ...copied(facts.practices),
    ],
    off: () => [{ code: 'TRACING_OFF', message: reportMessages.tracingOff() }],
    guest: () => [...judgeGuest(machine.providerName), ...judgeApi(api)],
    replaced: () => [{ code: 'OTHER_APPLICATION', message: reportMessages.switchedOffForAll() }],
    blocked: () => [judgeBlockedApi(api)],
  };
  return judgements[state]();
}

function judgePlace({ isLast }: MachineFacts): TracingFinding[] {
  return isLast ? [] : [{ code: 'OTHER_APPLICATION', message: reportMessages.otherApplication() }];
}

function judgeGuest(providerName: string | undefined): TracingFinding[] {
  return [{ code: 'OTHER_PROVIDER', message: reportMessages.otherProvider(providerName) }];
}

function judgeExporter({ exporters }: ResolvedTracingOptions): TracingFinding[] {
  return exporters.length === 0
    ? [{ code: 'NO_EXPORTER', message: reportMessages.noExporter() }]
    : [];
}

/** What is frozen is not to be what others go on with. */
function copied(findings: readonly TracingFinding[]): TracingFinding[] {
  return findings.map((finding) => ({ ...finding }));
}

function judgeBundle({ isBundled }: ReportFacts): TracingFinding[] {
  return isBundled ? [{ code: 'BUNDLED', message: reportMessages.bundled() }] : [];
}

function describeNestPart({ name, version }: NestPart): LibraryDiagnostics {
  return {
    library: 'nest',
    packageName: name,
    ...(version === undefined ? undefined : { version }),
    tracedBy: 'built in',
  };
}

/** Where the spans go, as far as this application decides it. */
function placeOf(
  { machine: { providerName }, options }: ReportFacts,
  state: TracingState,
): Pick<TracingDiagnostics, 'delivery' | 'provider'> {
  if (state === 'on') {
    return { delivery: deliveryOf(options) };
  }
  return state === 'guest' && providerName !== undefined ? { provider: providerName } : {};
}

function deliveryOf(options: ResolvedTracingOptions): DeliveryDiagnostics {
  return { exporters: describeExporters(options), ...samplingOf(options.sampling) };
}

function freezeDeeply<T>(value: T): T {
  if (typeof value === 'object' && value !== null) {
    Object.values(value).forEach(freezeDeeply);
    Object.freeze(value);
  }
  return value;
}

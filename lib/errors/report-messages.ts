/** A copy of a library, as the sentences name it. */
interface NamedCopy {
  /** Its name in the option `instrumentations`. */
  readonly library: string;
  readonly packageName: string;
  readonly version?: string | undefined;
  readonly folder?: string | undefined;
  /** The OpenTelemetry package. */
  readonly instrumentation: string;
}

interface NamedApi {
  readonly version?: string | undefined;
  readonly folder: string;
}

/** The sentences of the start-up report, one function each: what, which, why, what to do. */
export const reportMessages = {
  unsupportedVersion: (copy: NamedCopy, ranges: readonly string[]) =>
    `${named(copy)} has no spans, since its instrumentation knows ${ranges.join(', ')}. ` +
    `Install such a version, or ${silence(copy)}.`,

  instrumentationMissing: (copy: NamedCopy) =>
    `${named(copy)} has no spans, since ${copy.instrumentation} is not installed. ` +
    `Run "npm install ${copy.instrumentation}", or ${silence(copy)}.`,

  instrumentationBroken: (copy: NamedCopy) =>
    `${named(copy)} has no spans, since ${copy.instrumentation} could not be loaded; ` +
    `OpenTelemetry's diag logger has the error. Install it anew, or ${silence(copy)}.`,

  patchFailed: (copy: NamedCopy) =>
    `${named(copy)} has no spans or not all of them, since ${copy.instrumentation} failed to patch ` +
    `it; OpenTelemetry's diag logger has the error. Update both, or ${silence(copy)}.`,

  notPatchable: (copy: NamedCopy, helper: string | undefined) =>
    `${named(copy)} has no spans, since it was loaded in a way that cannot be patched: ` +
    `by its inner files, for instance. ${remedies(helper)}, or ${silence(copy)}.`,

  loadedEarly: (copy: NamedCopy, gap: string, helper: string | undefined) =>
    `${named(copy)} was in use before TracingModule, so ${gap} have no spans. ${remedies(helper)}.`,

  switchedOff: (copy: NamedCopy) =>
    `${named(copy)} has no spans, since the option "instrumentations" leaves it out.`,

  leftToOwner: (copy: NamedCopy) =>
    `${named(copy)} is left to whoever registered the tracer provider.`,

  otherProvider: (providerName: string | undefined) =>
    `another tracer provider${providerName === undefined ? '' : ` (${providerName})`} was registered ` +
    `before TracingModule, so our spans go there, and exporter, sampling and instrumentations are ` +
    `its owner's. To have them from TracingModule, register no provider of your own.`,

  otherApplication: () =>
    `another application of this process started later, and what a process has once goes by its ` +
    `options: "instrumentations", "propagators", and the spans of work that is no application's.`,

  switchedOffForAll: () =>
    `nothing is traced, since another application of this process started later with tracing off, ` +
    `which holds for the whole process.`,

  noExporter: () =>
    `spans are made and go nowhere, since the exporter is 'none'. To send them to a collector, ` +
    `take away the option exporter: 'none' or the variable OTEL_TRACES_EXPORTER=none.`,

  tracingOff: () =>
    `nothing is traced, since the option "enabled" is false or the variable ` +
    `OTEL_SDK_DISABLED is true.`,

  bundled: () =>
    `this application is a bundle, in which libraries cannot be seen. Leave them out of it, or give ` +
    `their clients to instrumentTypeOrm(), instrumentRedis() or instrumentRabbitMq().`,

  apiCopyInCharge: (inCharge: string, own: string | undefined, others: readonly NamedApi[]) =>
    `there are no spans, since version ${inCharge} of @opentelemetry/api registered something first ` +
    `and decides for the process, and ours is ${own ?? 'another'}. ${whereFrom(others)}` +
    `Have one version of it: "npm ls @opentelemetry/api" shows who brings the other.`,

  apiCopyTooNew: (copy: NamedApi, inCharge: string) =>
    `what uses the @opentelemetry/api ${copy.version ?? 'of unknown version'} in ${copy.folder} makes ` +
    `no spans, since it is too new for version ${inCharge}, which was first and decides. ` +
    `Have one version of it: "npm ls @opentelemetry/api" shows who brings the other.`,

  apiCopies: (copies: readonly NamedApi[]) =>
    `${copies.length} copies of @opentelemetry/api are loaded, which get on with each other: ` +
    `${listed(copies)}.`,
} as const;

function named({ packageName, version, folder }: NamedCopy): string {
  const place = folder === undefined ? '' : ` in ${folder}`;
  return `"${packageName}" ${version ?? 'of unknown version'}${place}`;
}

function silence({ library }: NamedCopy): string {
  const key = /^\w+$/.test(library) ? library : `'${library}'`;
  return `leave it out with instrumentations: { ${key}: false }`;
}

function remedies(helper: string | undefined): string {
  const preload = 'start Node with --import nestjs-tracing/register';
  return helper === undefined ? `To have them, ${preload}` : `Call ${helper}, or ${preload}`;
}

function whereFrom(copies: readonly NamedApi[]): string {
  return copies.length === 0 ? '' : `Loaded besides ours: ${listed(copies)}. `;
}

function listed(copies: readonly NamedApi[]): string {
  return copies
    .map(({ version, folder }) => `${version ?? 'unknown version'} in ${folder}`)
    .join(', ');
}

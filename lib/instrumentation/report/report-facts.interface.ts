import type { ResolvedTracingOptions } from '../../options/resolved-options.interface.js';
import type { Unavailability } from '../construct-instrumentation.js';
import type { TracingFinding } from './tracing-diagnostics.interface.js';
import type { PatchOutcome } from '../late-patch/patch-ledger.js';

/** One copy of a library in use, and what became of it. */
export interface LibraryFacts {
  readonly library: string;
  /** The OpenTelemetry package. */
  readonly instrumentation: string;
  readonly packageName: string;
  readonly version?: string | undefined;
  readonly folder?: string | undefined;
  /** Whether its instrumentation listens, and if not, why. */
  readonly listening: 'on' | 'off' | 'waiting' | Unavailability;
  /** Whether the option names the library. */
  readonly isNamed: boolean;
  /** Whether the instrumentation patches modules at all; else the library speaks by itself. */
  readonly needsPatch: boolean;
  /** Ranges the instrumentation knows, of this package. */
  readonly supportedVersions: readonly string[];
  readonly isSupported: boolean;
  /** Of the files the instrumentation patches in this version, those that are loaded. */
  readonly outcomes: readonly PatchOutcome[];
  readonly isHelped: boolean;
  /** Whether it was loaded before tracing started; known where that leaves a gap. */
  readonly isEarly: boolean;
}

/** A part of Nest that is in use, which our own spans tell of. */
export interface NestPart {
  /** `http server`, `microservices`. */
  readonly name: string;
  readonly version: string | undefined;
}

/** A copy of `@opentelemetry/api`. */
export interface ApiCopy {
  readonly version: string | undefined;
  readonly folder: string;
}

export interface ApiFacts {
  /** The copy this package speaks to; undefined where it is part of a bundle. */
  readonly own: ApiCopy | undefined;
  readonly others: readonly ApiCopy[];
  /** Version of the copy that registered something first, and so decides. */
  readonly inCharge: string | undefined;
}

/** What the machine behind the API says of itself. */
export interface MachineFacts {
  readonly serviceName: string;
  /** Whose tracer provider makes the spans of the application: its own, somebody else's, nobody's. */
  readonly owner: 'own' | 'foreign' | 'none';
  /** Whether no other application has started later, by which goes what a process has one of. */
  readonly isLast: boolean;
  /** Class of that tracer provider. */
  readonly providerName: string | undefined;
}

/** Everything the report is made of. */
export interface ReportFacts {
  readonly options: ResolvedTracingOptions;
  readonly machine: MachineFacts;
  readonly libraries: readonly LibraryFacts[];
  readonly nest: readonly NestPart[];
  readonly api: ApiFacts;
  /** Whether the application is bundled together with this package. */
  readonly isBundled: boolean;
  /** What was seen of how the application uses traces. */
  readonly practices: readonly TracingFinding[];
}

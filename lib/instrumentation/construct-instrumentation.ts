import { diag } from '@opentelemetry/api';
import type { Instrumentation } from '@opentelemetry/instrumentation';
import { messages } from '../errors/messages.js';
import { requirePackage } from '../packages/require-package.js';
import { CATALOG } from './catalog.js';
import type { ChosenLibrary } from './choose-libraries.js';
import type { InstrumentationClass } from './instrumentation-class.interface.js';
import type { InstrumentedLibrary } from '../options/instrumentations.interface.js';

/** Why a library has no instrumentation: its package is not installed, or cannot be used. */
export type Unavailability = 'missing' | 'broken';

const unavailable = new Map<InstrumentedLibrary, Unavailability>();

/** Undefined where nobody has tried yet, and where it could be had. */
export function whyUnavailable(library: InstrumentedLibrary): Unavailability | undefined {
  return unavailable.get(library);
}

/**
 * Loads the instrumentation of a library and constructs it, which also sets its hook for `require`.
 * One that cannot be had is reported once, unless it is an optional peer that nobody asked for, and
 * the library stays without spans.
 */
export function tryConstruct({
  library,
  config,
  isNamed,
}: ChosenLibrary): Instrumentation | undefined {
  if (unavailable.has(library)) {
    return undefined;
  }
  try {
    return new (loadClass(library))(config);
  } catch (error) {
    unavailable.set(
      library,
      isNotFound(error, CATALOG[library].packageName) ? 'missing' : 'broken',
    );
    if (isNamed || CATALOG[library].isOptional !== true) {
      diag.warn(messages.instrumentationMissing(library, CATALOG[library].packageName), error);
    }
    return undefined;
  }
}

function loadClass(library: InstrumentedLibrary): InstrumentationClass {
  const { packageName, className, makeClass } = CATALOG[library];
  if (makeClass !== undefined) {
    return makeClass();
  }
  const exports = requirePackage(packageName) as Record<string, InstrumentationClass | undefined>;
  const found = exports[className];
  if (found === undefined) {
    throw new TypeError(`${packageName} has no export named ${className}.`);
  }
  return found;
}

/** A package that is there may lack another one, which Node reports by the same code. */
function isNotFound(error: unknown, packageName: string): boolean {
  const { code, message } = error as NodeJS.ErrnoException;
  return code === 'MODULE_NOT_FOUND' && message.includes(`'${packageName}'`);
}

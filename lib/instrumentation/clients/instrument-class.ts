import path from 'node:path';
import { diag } from '@opentelemetry/api';
import type { Instrumentation } from '@opentelemetry/instrumentation';
import { messages } from '../../errors/messages.js';
import { latePatchPackage } from '../late-patch/late-patch.js';
import { definitionsOf } from '../late-patch/module-definitions.js';
import type { PatchTarget } from '../late-patch/patch-ledger.js';
import { prototypeOwning } from './prototype-owner.js';

/** A class of a library, and how the instrumentation of that library patches it. */
export interface LibraryClass {
  /** The package it comes from, all copies of which are patched the usual way first. */
  readonly packageName: string;
  /** The module for which the instrumentation has the patch, beginning with the package. */
  readonly module: string;
  /** Methods by which the class is told from those it extends. */
  readonly methods: readonly [string, ...string[]];
  /** The exports of that module, as far as the patch looks at them. */
  readonly exportsWith: (prototype: object) => object;
}

const byHand = new WeakSet<object>();

/**
 * Patches the class that an object is of, which is found in the object itself: so it does not matter
 * where the class was loaded from, or whether there is a module at all. A class that was patched in
 * any other way is left as it is.
 *
 * @returns whether it was this that patched the class, now or earlier
 */
export function instrumentClassOf(
  object: object,
  libraryClass: LibraryClass,
  instrumentation: Instrumentation,
): boolean {
  const { methods, packageName, module } = libraryClass;
  const prototype = prototypeOwning(object, methods);
  if (prototype === undefined) {
    diag.warn(messages.clientUnknown(module, methods));
    return false;
  }
  if (!isInstrumented(prototype, methods)) {
    // The usual way remembers what it patched, so that it does not patch the class again.
    latePatchPackage([instrumentation], packageName);
  }
  if (!isInstrumented(prototype, methods)) {
    patch(prototype, libraryClass, instrumentation);
  }
  return byHand.has(prototype);
}

/** What an instrumentation patches under this name: a package, or a file of it. */
function findTarget(
  instrumentation: Instrumentation,
  packageName: string,
  module: string,
): PatchTarget | undefined {
  return definitionsOf([instrumentation])
    .filter(({ name }) => name === packageName)
    .flatMap((definition): PatchTarget[] => [definition, ...definition.files])
    .find(({ name }) => name === path.normalize(module));
}

/** Several wrappers may lie on one method, so one method that shows a mark is enough. */
function isInstrumented(prototype: object, methods: readonly string[]): boolean {
  const functions = prototype as Record<string, { __wrapped?: boolean } | undefined>;
  return byHand.has(prototype) || methods.some((method) => functions[method]?.__wrapped === true);
}

function patch(
  prototype: object,
  { packageName, module, exportsWith }: LibraryClass,
  instrumentation: Instrumentation,
): void {
  const target = findTarget(instrumentation, packageName, module);
  if (target?.patch === undefined) {
    diag.warn(messages.notPatched(module));
    return;
  }
  byHand.add(prototype);
  target.patch(exportsWith(prototype));
}

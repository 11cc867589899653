import { existsSync } from 'node:fs';
import path from 'node:path';
import { requireFile, requireFrom } from '../../packages/require-file.js';
import { exportsOfCopies } from '../late-patch/loaded-exports.js';
import { findLoadedPackages, packageOf } from '../late-patch/loaded-packages.js';
import { wrapChannelWrapper } from './wrap-channel-wrapper.js';

interface ChannelWrapperModule {
  readonly default?: { readonly prototype: object };
}

const NAME = 'amqp-connection-manager';

/** Patches amqp-connection-manager, of which an application uses the CommonJS or the ES build. */
export function attachConnectionManager(): void {
  const builds = [...exportsOfCopies(NAME, 'dist/cjs/ChannelWrapper.js'), ...esBuilds()];
  for (const { default: ChannelWrapper } of builds as ChannelWrapperModule[]) {
    if (ChannelWrapper !== undefined) {
      wrapChannelWrapper(ChannelWrapper.prototype);
    }
  }
}

/**
 * Nobody tells which ES modules are loaded, but `require()` gives the very module that an import
 * gives. The one file of the package imports none of the others.
 */
function esBuilds(): unknown[] {
  const files = new Set(places().flatMap(esBuildSeenFrom));
  return [...files].filter(existsSync).flatMap(tryRequire);
}

/** Where an application that uses amqplib may have the package. */
function places(): string[] {
  const users = findLoadedPackages(new Set(['amqplib', '@nestjs/microservices', NAME]));
  return users.length === 0 ? [] : [process.cwd(), ...users.map(({ directory }) => directory)];
}

function esBuildSeenFrom(place: string): string[] {
  try {
    const main = requireFrom(path.join(place, 'package.json')).resolve(NAME);
    const directory = packageOf(main)?.directory;
    return directory === undefined ? [] : [path.join(directory, 'dist/esm/ChannelWrapper.js')];
  } catch {
    return []; // The application does without it.
  }
}

function tryRequire(file: string): unknown[] {
  try {
    return [requireFile(file)];
  } catch {
    return []; // Still being imported: a later sweep gets it.
  }
}

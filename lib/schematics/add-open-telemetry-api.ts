import { readFileSync } from 'node:fs';
import { lineBreakOf } from './text-edit.js';
import type { ProjectFiles, TaskGenerator } from './schematic.interface.js';

const api = '@opentelemetry/api';
const manifestPath = 'package.json';

interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

/**
 * Adds the peer that an application needs under its own name, to import it and for package managers
 * that install no peers.
 *
 * @returns whether package.json was changed
 */
export function addOpenTelemetryApi(files: ProjectFiles): boolean {
  if (!files.exists(manifestPath)) return false;
  const text = files.readText(manifestPath);
  const manifest = JSON.parse(text) as Manifest;
  if (names(manifest).includes(api)) return false;
  const dependencies = Object.entries({ ...manifest.dependencies, [api]: supportedRange() });
  const sorted = Object.fromEntries(
    dependencies.toSorted(([one], [other]) => (one < other ? -1 : 1)),
  );
  files.overwrite(manifestPath, written({ ...manifest, dependencies: sorted }, text));
  return true;
}

/** Installs with the package manager whose lock file is there. */
export function installTask(files: ProjectFiles): TaskGenerator {
  const lockFiles = {
    'pnpm-lock.yaml': 'pnpm',
    'yarn.lock': 'yarn',
    'bun.lock': 'bun',
    'bun.lockb': 'bun',
  };
  const found = Object.entries(lockFiles).find(([lockFile]) => files.exists(lockFile));
  const options = { command: 'install', packageManager: found?.[1] ?? 'npm', quiet: true } as const;
  return { toConfiguration: () => ({ name: 'node-package', options }) };
}

function names({ dependencies, devDependencies, peerDependencies }: Manifest): string[] {
  return Object.keys({ ...dependencies, ...devDependencies, ...peerDependencies });
}

/** Of our own package.json, which is beside dist/ as it is beside lib/. */
function supportedRange(): string {
  const own = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(own) as Manifest).peerDependencies![api]!;
}

/** As it was: its indentation, its line breaks, and the one at its end. */
function written(manifest: Manifest, before: string): string {
  const indent = /^[ \t]+(?=")/m.exec(before)?.[0] ?? '  ';
  const end = before.endsWith('\n') ? '\n' : '';
  return `${JSON.stringify(manifest, null, indent)}${end}`.replaceAll('\n', lineBreakOf(before));
}

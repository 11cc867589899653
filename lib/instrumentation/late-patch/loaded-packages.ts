import { readFileSync } from 'node:fs';
import path from 'node:path';
import { requireFile, requireFrom } from '../../packages/require-file.js';

/** One copy of a package on disk, of which at least one file was loaded. */
export interface LoadedPackage {
  readonly name: string;
  readonly directory: string;
}

/** What decides whether, and at which file, a package is patched. */
export interface PackageFacts {
  readonly version: string | undefined;
  /** The file that `require(name)` gives. */
  readonly mainFile: string | undefined;
}

const MODULES_FOLDER = `${path.sep}node_modules${path.sep}`;

/** Every CommonJS module of this process, whichever `require` loaded it. */
const { cache } = requireFile;
const facts = new Map<string, PackageFacts>();

/**
 * Copies of the packages named, as far as they are loaded. Reading `require.cache` instead of
 * resolving names loads nothing that is not in use, and finds nested copies too.
 */
export function findLoadedPackages(names: ReadonlySet<string>): LoadedPackage[] {
  const found = new Map<string, LoadedPackage>();
  for (const file of Object.keys(cache)) {
    const owner = packageOf(file);
    if (owner !== undefined && names.has(owner.name)) {
      found.set(owner.directory, owner);
    }
  }
  return [...found.values()];
}

/** `/a/node_modules/@s/p/lib/x.js` belongs to `@s/p`; the last `node_modules` counts, as in pnpm. */
export function packageOf(file: string): LoadedPackage | undefined {
  const start = file.lastIndexOf(MODULES_FOLDER);
  if (start < 0) {
    return undefined;
  }
  const root = start + MODULES_FOLDER.length;
  const scopeEnd = file[root] === '@' ? file.indexOf(path.sep, root) : root;
  const end = file.indexOf(path.sep, scopeEnd + 1);
  if (scopeEnd < 0 || end < 0) {
    return undefined;
  }
  return { name: file.slice(root, end).replaceAll(path.sep, '/'), directory: file.slice(0, end) };
}

/** The package that a call of `require()` or an import names: by its name, or by one of its files. */
export function requestedPackage(request: string): string | undefined {
  if (request.startsWith('.')) {
    return undefined;
  }
  if (path.isAbsolute(request)) {
    return packageOf(request)?.name;
  }
  const [scope = '', name] = request.split('/', 2);
  return scope.startsWith('@') ? `${scope}/${name}` : scope;
}

export function readPackageFacts({ name, directory }: LoadedPackage): PackageFacts {
  const known = facts.get(directory) ?? readFacts(name, path.join(directory, 'package.json'));
  facts.set(directory, known);
  return known;
}

function readFacts(name: string, manifest: string): PackageFacts {
  return { version: readVersion(manifest), mainFile: resolveMain(name, manifest) };
}

function readVersion(manifest: string): string | undefined {
  try {
    const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as { version?: unknown };
    return typeof version === 'string' ? version : undefined;
  } catch {
    return undefined;
  }
}

/** Resolved from inside the package, as the hook for `require` does, so that both mean one file. */
function resolveMain(name: string, manifest: string): string | undefined {
  try {
    return requireFrom(manifest).resolve(name);
  } catch {
    return undefined;
  }
}

import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

/** Installs what we compare ourselves with, once for each change of the lock file. */
function installPeers() {
  const isInstalled = changedAt('node_modules/.package-lock.json') > changedAt('package-lock.json');
  if (isInstalled) return;
  const { status } = spawnSync('npm', ['ci'], { cwd: here('.'), stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}

/**
 * Makes the package known by its name, as far as it is published: a link to the whole folder would
 * lead whoever walks through it back to here. npm would install its dependencies a second time.
 */
function linkOurPackage() {
  const folder = here('node_modules/nestjs-tracing');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  symlinkSync(here('../../package.json'), `${folder}/package.json`, 'file');
  symlinkSync(here('../../dist'), `${folder}/dist`, 'junction');
}

function changedAt(path) {
  return statSync(here(path), { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

installPeers();
linkOurPackage();

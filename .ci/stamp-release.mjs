import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/**
 * Writes the version of a release where it stands besides package.json: into the constant that spans
 * are made with, and over the entries of CHANGELOG.md that waited for it.
 */
const [version] = process.argv.slice(2);
const today = new Date().toISOString().slice(0, 10);

rewrite('lib/tracing.constants.ts', /(?<=TRACER_VERSION = ')[^']+/, version);
rewrite('CHANGELOG.md', /(?<=^## )Unreleased$/m, `${version} (${today})`);

/** @throws Error when there is nothing to replace, which ends the release before its commit */
function rewrite(file, pattern, replacement) {
  const path = fileURLToPath(new URL(`../${file}`, import.meta.url));
  const text = readFileSync(path, 'utf8');
  if (!pattern.test(text)) {
    throw new Error(`${file} has no ${String(pattern)} in which to write ${replacement}.`);
  }
  writeFileSync(path, text.replace(pattern, replacement));
}

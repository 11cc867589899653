/**
 * Makes dist/commonjs of dist: the package as CommonJS, for Jest, which cannot `require` an ES
 * module on most versions of Node. Everybody else gets the ES module, through `module-sync` (Node)
 * or `module` (bundlers), which stand before `require` in "exports".
 *
 * All entries are parts of one file, so that they share one state, and each is run when it is asked
 * for: some do something when they are loaded.
 */
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = 'dist/commonjs';
const whole = 'whole.cjs';

/** Dependencies that are ES modules alone. */
const inlined = ['@nestjs/axios'];

const manifest = JSON.parse(await readFile(path.join(root, 'package.json'), 'utf8'));
const entries = Object.values(manifest.exports).filter((entry) => entry.require !== undefined);

await build({
  absWorkingDir: root,
  stdin: { contents: entries.map(lazily).join('\n'), resolveDir: root },
  outfile: path.join(folder, whole),
  format: 'cjs',
  platform: 'node',
  target: 'node20.19',
  bundle: true,
  // Those of a bundle; here every package is on disk.
  conditions: ['node'],
  keepNames: true,
  define: { 'import.meta.url': '__filename' },
  logLevel: 'warning',
  plugins: [{ name: 'packages-outside', setup: leaveOutPackages }],
});
await Promise.all(entries.map(writeEntry));

function lazily({ default: module, require: entry }) {
  return `exports[${JSON.stringify(entry)}] = () => require(${JSON.stringify(module)});`;
}

function leaveOutPackages({ onResolve }) {
  onResolve({ filter: /^[^./#]/ }, ({ path: name }) => ({ external: !inlined.includes(name) }));
}

function writeEntry({ require: entry }) {
  const load = `require('./${whole}')[${JSON.stringify(entry)}]()`;
  return writeFile(path.join(root, entry), `'use strict';\nmodule.exports = ${load};\n`);
}
